# Writes expected.json and bfi.json: effect sizes, tests and regressions as R and its packages give them.
# Run it in this folder: Rscript make_expected.R [the folder of the bfi data, for bfi.json]
suppressMessages({library(effectsize); library(exactRankTests); library(sandwich); library(jsonlite)})
data(api, package = "survey")
number <- function(x) unname(as.numeric(x))

# Two samples ---------------------------------------------------------------------------------------------------------
# The noncentrality by inverting pt. effectsize does the same with an optimiser, which attains 1e-6 in the samples below,
# but stops up to 3e-4 away in the bfi data.
noncentral <- function(t, df, level) {
  tail <- (1 - level) / 2
  end <- function(p) suppressWarnings(uniroot(function(nc) pt(t, df, nc) - p, c(-37, 37), tol = 1e-13)$root)
  c(end(1 - tail), end(tail))
}
# Brunner and Munzel 2000 from overall and internal ranks; Cliff 1996 with that standard error.
ranked <- function(x, y, level) {
  m <- length(x); n <- length(y)
  r <- rank(c(x, y)); rx <- r[1:m]; ry <- r[-(1:m)]
  sx <- sum((rx - rank(x) - mean(rx) + (m + 1) / 2)^2) / (m - 1)
  sy <- sum((ry - rank(y) - mean(ry) + (n + 1) / 2)^2) / (n - 1)
  statistic <- m * n * (mean(rx) - mean(ry)) / (m + n) / sqrt(m * sx + n * sy)
  df <- (m * sx + n * sy)^2 / ((m * sx)^2 / (m - 1) + (n * sy)^2 / (n - 1))
  delta <- mean(sign(outer(x, y, "-")))
  s <- 2 * sqrt(sx / (n^2 * m) + sy / (m^2 * n)); t <- qt((1 + level) / 2, df)
  half <- t * s * sqrt((1 - delta^2)^2 + t^2 * s^2)
  list(statistic = statistic, df = df, p = 2 * pt(-abs(statistic), df),
       delta = c(delta, (delta - delta^3 + c(-1, 1) * half) / (1 - delta^2 + t^2 * s^2)))
}
case_of <- function(x, y, level = 0.95, keep = TRUE) {
  m <- length(x); n <- length(y); df <- m + n - 2
  welch <- t.test(x, y, conf.level = level)
  d <- cohens_d(x, y, ci = level); g <- hedges_g(x, y, ci = level)
  scale <- sqrt(1 / m + 1 / n)
  ends <- noncentral(d$Cohens_d / scale, df, level) * scale
  plain <- !any(duplicated(c(x, y)))
  u <- suppressWarnings(wilcox.test(x, y, conf.int = plain, conf.level = level, tol.root = 1e-13))
  differences <- sort(outer(x, y, "-"))
  rank <- if (max(m, n) < 50) qwilcox((1 - level) / 2, m, n) else
    floor(m * n / 2 - 0.5 + qnorm((1 - level) / 2) * sqrt(m * n * (m + n + 1) / 12)) + 1
  result <- list(
    level = level,
    welch = list(statistic = number(welch$statistic), df = number(welch$parameter), p = welch$p.value,
                 difference = number(welch$estimate[1] - welch$estimate[2]), interval = number(welch$conf.int)),
    cohens_d = c(d$Cohens_d, ends), cohens_d_effectsize = c(d$CI_low, d$CI_high),
    hedges_g = c(g$Hedges_g, ends * exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2)),
    hedges_g_effectsize = c(g$CI_low, g$CI_high),
    cliffs_delta_effectsize = cliffs_delta(x, y)$r_rank_biserial,
    p_superiority_effectsize = p_superiority(x, y, parametric = FALSE)[[1]],
    ranked = ranked(x, y, level),
    mann_whitney = list(statistic = number(u$statistic), p = u$p.value, exact = plain && max(m, n) < 50),
    # From the sorted differences; and as wilcox.test gives it, where it is defined for all R's ways: without ties.
    hodges_lehmann = c(median(differences), differences[rank], differences[m * n - rank + 1]),
    wilcox_interval = if (plain) number(u$conf.int) else NULL
  )
  if (choose(m + n, m) <= 20000) {
    v <- c(x, y)
    t <- function(a, b) abs(mean(a) - mean(b)) / sqrt(var(a) / length(a) + var(b) / length(b))
    result$permutation <- mean(combn(m + n, m, function(i) t(v[i], v[-i])) >= t(x, y) - 1e-9)
    # Of the difference of means; in groups of equal size that is the same.
    result$permutation_exactRankTests <- if (m == n) perm.test(x, y)$p.value else NULL
  }
  if (keep) result <- c(list(first = x, second = y), result)
  result
}

bounded <- function(n, a, b, steps) round(rbeta(n, a, b) * steps) * 100 / steps
answers <- read.csv("../phq9/answers.csv")
items <- answers[sprintf("DPQ%03d", seq(10, 90, 10))]
items[items > 3] <- NA
total <- rowSums(items) / 27 * 100
phq9 <- case_of(total[which(answers$RIAGENDR == 2 & !is.na(total))], total[which(answers$RIAGENDR == 1 & !is.na(total))],
                keep = FALSE)

# Regressions ---------------------------------------------------------------------------------------------------------
schools <- na.omit(PublicSchools <- { data(PublicSchools, package = "sandwich"); PublicSchools })
quadratic <- lm(Expenditure ~ Income + I(Income^2), transform(schools, Income = Income * 1e-4))
apistrat$comp.imp <- as.character(apistrat$comp.imp)
apistrat$size <- as.character(cut(apistrat$enroll, c(0, 400, 700, Inf), c("small", "medium", "large")))
model_of <- function(formula, weights) {
  apistrat$given <- weights
  fit <- lm(formula, apistrat, weights = given)
  error <- sqrt(vcovHC(fit, "HC3")["comp.impYes", "comp.impYes"]); value <- coef(fit)[["comp.impYes"]]
  list(value = value, standard_error = error, df = fit$df.residual, p = 2 * pt(-abs(value / error), fit$df.residual),
       interval = value + c(-1, 1) * qt(0.975, fit$df.residual) * error)
}
one <- rep(1, nrow(apistrat))
# The ranks of the ends of the shift among the m n differences, found in what wilcox.test gives for data without ties.
ranks_of <- function(m, n, level) {
  x <- rnorm(m); y <- rnorm(n)
  differences <- sort(outer(x, y, "-"))
  ends <- wilcox.test(x, y, conf.int = TRUE, conf.level = level, tol.root = 1e-13)$conf.int
  c(m = m, n = n, level = level, low = which.min(abs(differences - ends[1])), high = which.min(abs(differences - ends[2])))
}
set.seed(1947)
sizes <- list(c(5, 5), c(5, 9), c(26, 49), c(30, 30), c(50, 7), c(51, 60), c(26, 83), c(83, 133), c(97, 100), c(4, 120))
shift_ranks <- do.call(rbind, lapply(sizes, function(s) t(sapply(c(0.8, 0.9, 0.95, 0.99), function(l) ranks_of(s[1], s[2], l)))))

p <- c(0.0008, 0.009, 0.205, 0.041, 0.039, 0.008, 0.027, 0.06, 0.041, 0.8, 0.012)

set.seed(1908)
expected <- list(
  versions = list(R = R.version.string, effectsize = as.character(packageVersion("effectsize")),
                  exactRankTests = as.character(packageVersion("exactRankTests")),
                  sandwich = as.character(packageVersion("sandwich"))),
  samples = list(
    six_and_seven = case_of(c(12, 15, 18, 33, 40, 41), c(9, 11, 14, 16, 17, 20, 28), level = 0.9),
    seven_and_seven = case_of(c(12, 15, 18, 33, 40, 41, 44), c(9, 11, 14, 16, 17, 20, 38)),
    seven_and_nine = case_of(round(rnorm(7, 55, 10), 4), round(rnorm(9, 50, 12), 4)),
    ties = case_of(bounded(26, 3, 2, 20), bounded(83, 2, 3, 20)),
    no_ties = case_of(round(rnorm(31, 44, 12), 6), round(rnorm(42, 56, 18), 6), level = 0.99),
    large = case_of(round(rnorm(133, 50, 12), 6), round(rnorm(83, 47, 16), 6)),
    lower = case_of(c(1, 2, 4, 8, 16.5), c(12, 14, 15, 18, 19, 23))
  ),
  phq9 = phq9,
  shift_ranks = shift_ranks,
  p_values = list(given = p, holm = p.adjust(p, "holm"), benjamini_hochberg = p.adjust(p, "BH")),
  public_schools = list(expenditure = schools$Expenditure, income = schools$Income,
                        coefficients = number(coef(quadratic)),
                        hc3 = number(sqrt(diag(vcovHC(quadratic, "HC3"))))),
  apistrat = list(
    score = apistrat$api00, improvement = apistrat$comp.imp, type = as.character(apistrat$stype), size = apistrat$size,
    weights = apistrat$pw,
    alone = model_of(api00 ~ comp.imp, one),
    adjusted = model_of(api00 ~ comp.imp + stype + size, one),
    weighted = model_of(api00 ~ comp.imp + stype + size, apistrat$pw)
  )
)
writeLines(toJSON(expected, auto_unbox = TRUE, digits = NA, null = "null"), "expected.json")

# The bfi data, which may not be copied: results alone ----------------------------------------------------------------
folder <- commandArgs(trailingOnly = TRUE)
if (length(folder)) {
  bfi <- read.csv(file.path(folder, "answers.csv"))
  reversed <- c("A1", "C4", "C5", "E1", "E2", "O2", "O5")
  bfi[reversed] <- 7 - bfi[reversed]
  scales <- c(A = "agree", C = "conscientious", E = "extraversion", N = "neuroticism", O = "openness")
  by_gender <- lapply(names(scales), function(letter) {
    parts <- bfi[paste0(letter, 1:5)]
    score <- ifelse(rowSums(!is.na(parts)) >= 2.5, (rowMeans(parts, na.rm = TRUE) - 1) / 5 * 100, NA)
    score <- round(score, 9)  # so that rounding breaks no tie
    c(list(n = c(sum(!is.na(score[bfi$gender == 2])), sum(!is.na(score[bfi$gender == 1])))),
      case_of(score[which(bfi$gender == 2 & !is.na(score))], score[which(bfi$gender == 1 & !is.na(score))], keep = FALSE))
  })
  writeLines(toJSON(setNames(by_gender, scales), auto_unbox = TRUE, digits = NA, null = "null"), "bfi.json")
}
