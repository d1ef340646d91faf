# Writes expected.json: intervals of intraclass correlations of incomplete ratings, with residual sums of squares of lme4.
# Run it in this folder: Rscript make_expected.R
suppressPackageStartupMessages({library(lme4); library(jsonlite)})
set.seed(1985)
level <- 0.95

drawn <- function(n, k, unit, rater) outer(rnorm(n, sd = sqrt(unit)), rnorm(k, sd = sqrt(rater)), "+") + matrix(rnorm(n * k), n)
blocks <- drawn(15, 6, 1, 0.4)
for (i in 1:15) blocks[i, sample(6, 3)] <- NA
apart <- drawn(14, 7, 1.5, 0.3)
apart[1:8, 5:7] <- NA; apart[9:14, 1:4] <- NA; apart[cbind(c(1, 3, 5, 9, 12), c(2, 1, 4, 6, 5))] <- NA
alike <- drawn(10, 3, 0.05, 0.5)
alike[cbind(c(2, 5, 5, 8), c(1, 2, 3, 3))] <- NA
tables <- list(ratings = as.matrix(read.csv("../agreement/ratings.csv")[, -1]), blocks = round(blocks, 3), apart = round(apart, 3), alike = round(alike, 3))

control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12, maxfun = 1e5), check.conv.singular = "ignore")
quiet <- function(e) suppressMessages(suppressWarnings(e))

# The penalised residual sum of squares at a ratio of variances is that of generalised least squares.
ratio_ends <- function(formula, long, residual, own, freedom, f) {
  deviance_at <- quiet(lmer(formula, long, devFunOnly = TRUE, control = control))
  left <- function(ratio) {deviance_at(sqrt(ratio)); inside <- environment(deviance_at); inside$resp$wrss() + inside$pp$sqrL(1)}
  above <- function(ratio, q) (left(ratio) - residual) / own / (residual / freedom) - q
  sapply(c((1 + level) / 2, (1 - level) / 2), function(p) {
    q <- qf(p, own, f)
    if (above(0, q) <= 0) 0 else uniroot(above, c(0, 1e4), q = q, tol = 1e-14, maxiter = 5000)$root
  })
}

case_of <- function(table) {
  long <- na.omit(data.frame(v = as.vector(table), u = factor(as.vector(row(table))), j = factor(as.vector(col(table)))))
  n <- nlevels(droplevels(long$u)); k <- nlevels(droplevels(long$j)); total <- nrow(long)
  units <- lm(v ~ u, long); both <- lm(v ~ u + j, long)
  own <- both$rank - k; others <- both$rank - n; f <- both$df.residual
  residual <- deviance(both) / f; square <- (deviance(units) - deviance(both)) / others
  Z <- model.matrix(~ 0 + u, long); W <- model.matrix(~ 0 + j, long)
  outside <- function(A, B) sum(diag(crossprod(A, A - B %*% solve(crossprod(B), crossprod(B, A)))))
  of_units <- outside(Z, W) / own; of_raters <- outside(W, Z) / others
  parts <- as.data.frame(VarCorr(quiet(lmer(v ~ 1 + (1 | u) + (1 | j), long, control = control))))
  variance <- setNames(parts$vcov, parts$grp); value <- variance[["u"]] / sum(variance)
  a <- of_units * value; b <- of_raters * (1 + (of_units - 1) * value) - of_units * value
  v <- (a * square + b * residual)^2 / ((a * square)^2 / others + (b * residual)^2 / f)
  one <- ratio_ends(v ~ 1 + (1 | u), long, deviance(units), n - 1, total - n, total - n)
  two <- ratio_ends(v ~ 0 + j + (1 | u), long, deviance(both), own, f, v)
  three <- ratio_ends(v ~ 0 + j + (1 | u), long, deviance(both), own, f, f)
  rest <- 1 + (square / residual - 1) / of_raters
  rows <- lapply(seq_len(nrow(table)), function(i) unname(as.list(table[i, ])))
  list(rows = rows, freedom = list(own, others, f), "(1,1)" = one / (1 + one), "(2,1)" = two / (rest + two), "(3,1)" = three / (1 + three), "agreement" = value)
}
expected <- list(versions = list(R = R.version.string, lme4 = as.character(packageVersion("lme4"))), level = level, cases = lapply(tables, case_of))
writeLines(toJSON(expected, auto_unbox = TRUE, digits = NA, na = "null"), "expected.json")
