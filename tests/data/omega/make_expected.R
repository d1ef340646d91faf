# Writes expected.json: omega of one factor by maximum likelihood with its standard error, by lavaan.
# Run it in this folder: Rscript make_expected.R
suppressPackageStartupMessages({library(lavaan); library(jsonlite)})
items <- read.csv("../agreement/items.csv")[, -1]
for (one in c("a3", "c2")) items[[one]] <- 6 - items[[one]]
scales <- list(a = paste0("a", 1:4), b = paste0("b", 1:4), c = paste0("c", 1:4), all = names(items))

case_of <- function(names, weights = rep(1, length(names))) {
  data <- items[complete.cases(items[, names]), names]; k <- length(names)
  l <- paste0("l", 1:k); e <- paste0("e", 1:k); square <- weights^2
  shared <- paste0("(", paste(weights, l, sep = "*", collapse = " + "), ")^2")
  model <- c(
    paste("g =~", paste(l, names, sep = "*", collapse = " + ")), paste(names, "~~", e, "*", names),
    paste("omega :=", shared, "/ (", shared, "+", paste(square, e, sep = "*", collapse = " + "), ")")
  )
  fit <- suppressWarnings(cfa(paste(model, collapse = "\n"), data = data, std.lv = TRUE, optim.force.converged = TRUE, control = list(rel.tol = 1e-14)))
  told <- parameterEstimates(fit)
  own <- told[told$op == ":=", ]; loadings <- told[told$op == "=~", ]; errors <- told[told$op == "~~" & told$lhs != "g", ]
  list(items = names, weights = weights, n = nrow(data), value = own$est, error = own$se, low = own$ci.lower, high = own$ci.upper,
       loadings = loadings$est, loading_errors = loadings$se, residuals = errors$est, residual_errors = errors$se)
}
expected <- c(
  list(versions = list(R = R.version.string, lavaan = as.character(packageVersion("lavaan")))),
  lapply(scales, case_of), list(weighted = case_of(scales$a, c(1, 2, 0.5, 3)))
)
writeLines(toJSON(expected, auto_unbox = TRUE, digits = NA), "expected.json")
