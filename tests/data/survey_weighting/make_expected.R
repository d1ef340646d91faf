# Writes expected.json: calibrated weights and design-based variances as R's survey gives them.
# Run it in this folder: Rscript make_expected.R
suppressPackageStartupMessages({library(survey); library(jsonlite)})
options(survey.lonely.psu = "fail")
data(api)
level <- 0.95
probabilities <- c(0.1, 0.25, 0.5, 0.75)

ends <- function(x, design) unname(as.vector(confint(x, level = level, df = degf(design))))
plain <- function(x, design) {
  list(estimate = unname(coef(x)), standard_error = unname(as.vector(SE(x))), interval = ends(x, design))
}
share <- function(formula, design) {
  x <- svyciprop(formula, design, method = "beta", level = level)
  list(estimate = as.vector(coef(x)), standard_error = sqrt(as.vector(attr(x, "var"))), interval = unname(attr(x, "ci")))
}
quantiles <- function(formula, design) {
  x <- svyquantile(formula, design, probabilities, interval.type = "beta", qrule = "math", alpha = 1 - level)[[1]]
  lapply(seq_along(probabilities), function(i) {
    list(probability = probabilities[i], estimate = x[i, 1], interval = unname(x[i, 2:3]), standard_error = x[i, 4])
  })
}
# The effective number of units at each place: at a value, half of those equal count as below.
places <- function(y, design) {
  values <- sort(unique(y))
  at <- function(h) {
    m <- svymean(h, design)
    w <- weights(design, "sampling")
    (sum(w * h^2) / sum(w) - coef(m)^2) / as.vector(vcov(m))
  }
  list(values = values,
       at = sapply(values, function(v) unname(at((y < v) + (y == v) / 2))),
       above = sapply(values[-length(values)], function(v) unname(at(as.numeric(y <= v)))),
       beta = lapply(values[-length(values)], function(v) {
         d <- update(design, below = as.numeric(y <= v))
         unname(attr(svyciprop(~below, d, method = "beta", level = level), "ci"))
       }))
}
jackknife <- function(design, y, high) {
  list(mean = unname(c(coef(svymean(y, design)), SE(svymean(y, design)))),
       total = unname(c(coef(svytotal(y, design)), SE(svytotal(y, design)))),
       share = unname(c(coef(svymean(high, design)), SE(svymean(high, design)))))
}
estimates <- function(design, replicates) {
  list(weights = unname(weights(design, "sampling")), freedom = degf(design),
       mean = plain(svymean(~api00, design), design), total = plain(svytotal(~api00, design), design),
       share = share(~high, design), quantiles = quantiles(~api00, design), places = places(design$variables$few, design),
       jackknife = jackknife(replicates, ~api00, ~high))
}
replicated <- function(design, type) as.svrepdesign(design, type = type, compress = FALSE, mse = TRUE)
columns <- function(data, names) lapply(data[names], function(x) if (is.factor(x)) as.character(x) else x)
prepared <- function(data) { data$high <- as.numeric(data$api00 > 700); data$few <- round(data$api00 / 50) * 50; data }
counts <- function(name) as.list(table(apipop[[name]]))

# Schools of California: a stratified sample, and one of districts -----------------------------------------------------
strat <- prepared(apistrat); clus <- prepared(apiclus1)
d_strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = strat)
d_clus <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = clus)
r_strat <- replicated(d_strat, "JKn"); r_clus <- replicated(d_clus, "JK1")
stype <- data.frame(stype = names(counts("stype")), Freq = unlist(counts("stype")))
wide <- data.frame(sch.wide = names(counts("sch.wide")), Freq = unlist(counts("sch.wide")))
N <- nrow(apipop)
margins <- c(`(Intercept)` = N, stypeH = sum(apipop$stype == "H"), stypeM = sum(apipop$stype == "M"),
             sch.wideYes = sum(apipop$sch.wide == "Yes"))
two <- c(`(Intercept)` = N, sch.wideYes = sum(apipop$sch.wide == "Yes"), comp.impYes = sum(apipop$comp.imp == "Yes"))
raked_exactly <- function(design, formula, totals) {
  calibrate(design, formula, totals, calfun = "raking", epsilon = 1e-13, maxit = 500, compress = FALSE)
}
swept <- rake(d_clus, list(~stype, ~sch.wide), list(stype, wide), control = list(maxit = 1000, epsilon = 1e-9))
api <- list(
  population = list(stype = counts("stype"), sch.wide = counts("sch.wide"), comp.imp = counts("comp.imp")),
  strat = c(columns(strat, c("stype", "sch.wide", "comp.imp", "api00", "high", "few", "pw", "fpc")), list(
    design = estimates(d_strat, r_strat),
    raked = estimates(raked_exactly(d_strat, ~sch.wide + comp.imp, two), raked_exactly(r_strat, ~sch.wide + comp.imp, two)))),
  clus = c(columns(clus, c("dnum", "stype", "sch.wide", "api00", "high", "few", "pw", "fpc")), list(
    design = estimates(d_clus, r_clus),
    post_stratified = estimates(postStratify(d_clus, ~stype, stype), postStratify(r_clus, ~stype, stype)),
    raked = estimates(raked_exactly(d_clus, ~stype + sch.wide, margins), raked_exactly(r_clus, ~stype + sch.wide, margins)),
    swept = list(weights = unname(weights(swept)), mean = plain(svymean(~api00, swept), swept)),
    elementary = plain(svymean(~api00, subset(d_clus, stype == "E")), subset(d_clus, stype == "E")))))

# The PHQ-9 with the design of NHANES 2017-2018 ------------------------------------------------------------------------
answers <- read.csv("../phq9/answers.csv")
items <- answers[sprintf("DPQ%03d", seq(10, 90, 10))]
items[items > 3] <- NA
answers$total <- rowSums(items)
answers$depressed <- as.numeric(answers$total >= 10)
answers$gender <- factor(answers$RIAGENDR)
answers$age <- cut(answers$RIDAGEYR, c(0, 39, 59, 200), labels = c("young", "middle", "old"))
people <- answers[!is.na(answers$total), ]
nhanes <- svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, nest = TRUE, weights = ~WTMEC2YR, data = people)
known <- list(gender = list(`1` = 120e6, `2` = 126e6), age = list(young = 96e6, middle = 78e6, old = 72e6))
of_phq9 <- function(design) {
  list(freedom = degf(design), mean = plain(svymean(~total, design), design), share = share(~depressed, design),
       quantiles = quantiles(~total, design), places = places(design$variables$total, design))
}
women <- subset(nhanes, gender == "2")
raked <- raked_exactly(nhanes, ~gender + age, c(`(Intercept)` = 246e6, gender2 = 126e6, agemiddle = 78e6, ageold = 72e6))
raked_women <- subset(raked, gender == "2")
phq9 <- list(population = known, design = of_phq9(nhanes),
  raked = c(of_phq9(raked), list(some_weights = unname(weights(raked))[1:50])),
  women = list(mean = plain(svymean(~total, women), women), share = share(~depressed, women),
               places = places(women$variables$total, women), raked_mean = plain(svymean(~total, raked_women), raked_women)),
  jackknife = jackknife(replicated(nhanes, "JKn"), ~total, ~depressed))

# Trimmed where the rest weighs the same: R spreads the excess in equal parts, not in proportion.
few <- svydesign(id = ~1, weights = ~w, data = data.frame(w = c(rep(2, 8), 10, 30)))
trimmed <- list(base = weights(few), cap = 3 * median(weights(few)))
trimmed$weights <- unname(weights(trimWeights(few, upper = trimmed$cap, strict = TRUE)))

document <- list(versions = list(R = R.version.string, survey = as.character(packageVersion("survey"))),
                 level = level, api = api, phq9 = phq9, trimmed = trimmed)
writeLines(toJSON(document, auto_unbox = TRUE, digits = I(17), na = "null"), "expected.json")
