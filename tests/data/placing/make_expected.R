# Writes expected.json: quantiles, percentile ranks, intervals and bootstrap laws as R and its packages give them.
# Run it in this folder: Rscript make_expected.R
suppressPackageStartupMessages({library(survey); library(boot); library(Hmisc); library(jsonlite)})

probabilities <- c(0.05, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.95)
by_rule <- function(f) setNames(lapply(1:9, f), paste0("type_", 1:9))

# Quantiles and ranks -------------------------------------------------------------------------------------------------
data(api)
columns <- c("api00", "enroll")
design <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat, fpc = ~fpc)
times <- 1 + seq_len(nrow(apistrat)) %% 4
svy <- function(x, design, i) unname(coef(svyquantile(x, design, probabilities, ci = FALSE, qrule = paste0("hf", i))))
unit <- svydesign(id = ~1, weights = ~1, data = apistrat)
of_column <- function(name) {
  x <- apistrat[[name]]
  formula <- as.formula(paste0("~", name))
  asked <- unname(quantile(x, c(0, 0.01, 0.2, 0.5, 0.81, 1), type = 1))
  list(
    scores = x,
    quantiles = by_rule(function(i) unname(quantile(x, probabilities, type = i))),
    repeated = by_rule(function(i) unname(quantile(rep(x, times), probabilities, type = i))),
    hmisc = unname(wtd.quantile(x, times, probabilities)),
    survey = by_rule(function(i) svy(formula, design, i)),
    survey_unit = by_rule(function(i) svy(formula, unit, i)),
    asked = asked,
    weak = 100 * svycdf(formula, design)[[1]](asked),
    strict = 100 * sapply(asked, function(q) sum(apistrat$pw[x < q]) / sum(apistrat$pw))
  )
}
apistrat_values <- c(list(weights = apistrat$pw, times = times), setNames(lapply(columns, of_column), columns))

# The PHQ-9: totals of those who answered all nine items, with the weights of the design.
answers <- read.csv("../phq9/answers.csv")
items <- answers[sprintf("DPQ%03d", seq(10, 90, 10))]
items[items > 3] <- NA
answers$total <- rowSums(items)
people <- answers[!is.na(answers$total), ]
nhanes <- svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, nest = TRUE, weights = ~WTMEC2YR, data = people)
totals <- 0:27
at_or_below <- unname(100 * svycdf(~total, nhanes)[[1]](totals))
phq9 <- list(
  n = nrow(people), totals = totals,
  unweighted_weak = 100 * ecdf(people$total)(totals),
  unweighted_mid = 50 * (ecdf(people$total)(totals) + ecdf(people$total)(totals - 1)),
  weighted_weak = at_or_below,
  weighted_mid = (at_or_below + c(0, at_or_below[-28])) / 2,
  quantiles = by_rule(function(i) unname(quantile(people$total, probabilities, type = i))),
  survey = setNames(lapply(1:2, function(i) svy(~total, nhanes, i)), c("type_1", "type_2"))
)

# Intervals of a proportion -------------------------------------------------------------------------------------------
levels <- c(0.8, 0.95)
score_ends <- function(k, n, level, size) {
  p <- k / n
  z <- qnorm((1 + level) / 2)
  if (is.infinite(size)) return(c(p, p))
  refused <- function(q) (p - q)^2 - z^2 * q * (1 - q) / size
  from <- function(low, high) uniroot(refused, c(low, high), tol = 1e-15)$root
  c(if (k > 0) from(0, p - 1e-12) else 0, if (k < n) from(p + 1e-12, 1) else 1)
}
prop_test <- function(k, n, level) {
  suppressWarnings(as.vector(prop.test(k, n, conf.level = level, correct = FALSE)$conf.int))
}
beta_binomial <- function(k, n, N, level) {
  u <- 0:(N - n)
  law <- exp(lchoose(N - n, u) + lbeta(k + 0.5 + u, N - k + 0.5 - u) - lbeta(k + 0.5, n - k + 0.5))
  tail <- (1 - level) / 2
  (k + c(u[which(cumsum(law) >= tail)[1]], rev(u)[which(cumsum(rev(law)) >= tail)[1]])) / N
}
hypergeometric <- function(k, n, N, level) {
  K <- k:(N - n + k)
  as_many <- phyper(k - 1, K, N - K, n, lower.tail = FALSE)
  range(K[pmin(as_many, phyper(k, K, N - K, n)) >= (1 - level) / 2]) / N
}
# The attainable shares next to the estimate on both sides, if they lie further out.
outside <- function(ends, k, n, N) {
  c(min(ends[1], max(k, ceiling(k * N / n) - 1) / N), max(ends[2], min(k + N - n, floor(k * N / n) + 1) / N))
}
sizes <- list(c(26, 66), c(83, 203), c(133, 420), c(242, 689), c(65, 66), c(1, 2), c(7, 7))
intervals <- list()
for (size in sizes) for (level in levels) {
  n <- size[1]; N <- size[2]; census <- n == N
  for (k in unique(round(n * c(0, 0.02, 0.1, 0.35, 0.5, 0.8, 1)))) {
    jeffreys <- qbeta(c((1 - level) / 2, (1 + level) / 2), k + 0.5, n - k + 0.5)
    intervals <- c(intervals, list(list(
      k = k, n = n, population = N, level = level,
      clopper_pearson = as.vector(binom.test(k, n, conf.level = level)$conf.int),
      wilson = prop_test(k, n, level),
      jeffreys = c(if (k == 0) 0 else jeffreys[1], if (k == n) 1 else jeffreys[2]),
      clopper_pearson_finite = if (census) c(k, k) / n else outside(hypergeometric(k, n, N, level), k, n, N),
      wilson_finite = score_ends(k, n, level, n * (N - 1) / (N - n)),
      jeffreys_finite = if (census) c(k, k) / n else outside(beta_binomial(k, n, N, level), k, n, N))))
  }
}
half_counts <- lapply(c(0.5, 6.5, 13.5, 25.5), function(k) list(k = k, n = 26, level = 0.95,
  clopper_pearson = c(qbeta(0.025, k, 27 - k), qbeta(0.975, k + 1, 26 - k)),
  wilson = score_ends(k, 26, 0.95, 26), jeffreys = qbeta(c(0.025, 0.975), k + 0.5, 26.5 - k)))

# Order statistics ----------------------------------------------------------------------------------------------------
order_ranks <- function(n, p, level, N) {
  tail <- (1 - level) / 2
  if (is.na(N)) {
    fewer <- function(r) pbinom(r - 1, n, p)
    as_many <- function(s) pbinom(s - 1, n, p, lower.tail = FALSE)
  } else {
    h <- round((N - 1) * p + 1, 9)
    fewer <- function(r) phyper(r - 1, floor(h), N - floor(h), n)
    as_many <- function(s) phyper(s - 1, ceiling(h) - 1, N - ceiling(h) + 1, n, lower.tail = FALSE)
  }
  low <- max(which(c(TRUE, sapply(1:n, fewer) <= tail))) - 1
  high <- min(which(c(sapply(1:n, as_many) <= tail, TRUE)))
  own <- round((n - 1) * p + 1, 9)
  low <- min(low, floor(own)); high <- max(high, ceiling(own))
  list(n = n, p = p, level = level, population = N, low = low, high = high,
       attained = 1 - (if (low > 0) fewer(low) else 0) - (if (high <= n) as_many(high) else 0))
}
ranks <- list()
for (size in list(c(26, 66), c(83, 203), c(133, 420), c(242, 689), c(5, 9), c(12, 12)))
  for (p in c(0.1, 0.25, 0.5, 0.9)) for (level in levels) for (N in c(NA, size[2]))
    ranks <- c(ranks, list(order_ranks(size[1], p, level, N)))

# The exact bootstrap, from the whole matrix of probabilities; beside it boot's own, with 20,000 resamples.
exact_bootstrap <- function(x, p, level) {
  n <- length(x); x <- sort(x); h <- (n - 1) * p + 1; r <- floor(round(h, 9)); g <- max(h - r, 0)
  if (g < 1e-9) { values <- x; law <- diff(pbeta((0:n) / n, r, n - r + 1)) }
  else {
    i <- 1:n
    law <- choose(n, r) * outer((i / n)^r - ((i - 1) / n)^r, ((n - i + 1) / n)^(n - r) - ((n - i) / n)^(n - r))
    law[lower.tri(law, diag = TRUE)] <- 0
    diag(law) <- diff(pbeta((0:n) / n, r, n - r + 1)) - rowSums(law)
    values <- outer(x, x, function(a, b) a + g * (b - a)); keep <- upper.tri(law, diag = TRUE)
    values <- values[keep]; law <- law[keep]
  }
  o <- order(values); values <- values[o]; law <- law[o]; centre <- sum(values * law)
  list(standard_error = sqrt(sum((values - centre)^2 * law)), low = values[which(cumsum(law) >= (1 - level) / 2)[1]],
       high = rev(values)[which(cumsum(rev(law)) >= (1 - level) / 2)[1]])
}
set.seed(2022)
bootstraps <- list()
for (n in c(5, 26, 83, 133, 242)) {
  coarse <- round(rbeta(n, 2, 3) * 20) * 5
  fine <- round(rbeta(n, 2, 3) * 100, 6)
  for (x in list(coarse, fine)) {
    drawn <- boot(x, function(d, i) c(median(d[i]), quantile(d[i], 0.9)), R = 20000)
    found <- lapply(c(0.25, 0.5, 0.9), function(p) c(list(p = p), exact_bootstrap(x, p, 0.95)))
    bootstraps <- c(bootstraps, list(list(
      scores = x, exact = found, boot_median = sd(drawn$t[, 1]), boot_upper_decile = sd(drawn$t[, 2]))))
  }
}

# The normal curve ----------------------------------------------------------------------------------------------------
ranks_asked <- c(0.5, 1, 4, 11, 22.9, 23, 40, 50, 60, 77, 89, 96, 99, 99.5)
z <- qnorm(ranks_asked / 100)
normal <- list(percentile_ranks = ranks_asked, z = z, t = 50 + 10 * z, nce = 50 + 49 / qnorm(0.99) * z,
  stanines = findInterval(ranks_asked, cumsum(c(4, 7, 12, 17, 20, 17, 12, 7))) + 1,
  stanines_of_z = findInterval(z, seq(-1.75, 1.75, 0.5)) + 1,
  deciles = findInterval(ranks_asked, seq(10, 90, 10)) + 1,
  scaled = as.vector(scale(apistrat$api00)))

document <- list(
  versions = c(list(R = R.version.string), lapply(
    c(survey = "survey", boot = "boot", Hmisc = "Hmisc"), function(name) as.character(packageVersion(name)))),
  probabilities = probabilities, apistrat = apistrat_values, phq9 = phq9, intervals = intervals,
  half_counts = half_counts, ranks = ranks, bootstraps = bootstraps, normal = normal)
writeLines(toJSON(document, auto_unbox = TRUE, digits = I(17), na = "null"), "expected.json")
