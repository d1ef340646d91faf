# Writes expected.json: Cronbach's alpha of answers drawn at random and of those of the PHQ-9, by the R package psych.
# Run it in this folder: Rscript make_expected.R
suppressPackageStartupMessages({library(psych); library(jsonlite)})
set.seed(1951)

alpha_of <- function(parts) alpha(as.data.frame(parts), check.keys = FALSE, warnings = FALSE)$total$raw_alpha

level <- rnorm(60)
together <- sapply(1:6, function(i) pmin(pmax(round(50 + 12 * (level + rnorm(60))), 0), 100))
apart <- sapply(1:4, function(i) sample(0:100, 25, replace = TRUE))
against <- cbind(together[, 1], 100 - together[, 2], sample(0:100, 60, replace = TRUE))
weights <- c(1, 2, 3, 1, 0.5, 1)

answers <- read.csv("../phq9/answers.csv")
items <- answers[sprintf("DPQ%03d", seq(10, 90, 10))]
items[items > 3] <- NA

case_of <- function(parts, weights = rep(1, ncol(parts))) {
  list(parts = unname(as.matrix(parts)), weights = weights, alpha = alpha_of(sweep(parts, 2, weights, "*")))
}
expected <- list(
  versions = list(R = R.version.string, psych = as.character(packageVersion("psych"))),
  together = case_of(together),
  weighted = case_of(together, weights),
  apart = case_of(apart),
  against = case_of(against),
  phq9 = list(n = sum(complete.cases(items)), alpha = alpha_of(items[complete.cases(items), ]))
)
writeLines(toJSON(expected, auto_unbox = TRUE, digits = NA), "expected.json")
