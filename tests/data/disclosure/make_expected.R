# Writes expected.json: sums over hidden values from 0 to 100, and between what the first value must lie given the sums,
# by boot::simplex. Run it in this folder: Rscript make_expected.R
suppressPackageStartupMessages(library(boot))
set.seed(2012)
list_of <- function(x) paste0("[", paste(format(x, digits = 17, trim = TRUE, scientific = FALSE), collapse = ", "), "]")
cases <- character()
while (length(cases) < 20) {
  v <- sample(4:8, 1)
  r <- sample(1:3, 1)
  incidence <- matrix(rbinom(r * v, 1, 0.6), r, v)
  # simplex wants independent equations
  if (qr(incidence)$rank < r || incidence[1, 1] == 0) next
  # extreme scores, or there is nothing to bound
  values <- sample(c(0, 2.5, 5, 40, 95, 97.5, 100), v, replace = TRUE, prob = c(3, 2, 2, 1, 2, 2, 3))
  totals <- as.vector(incidence %*% values)
  end <- function(maxi) {
    found <- simplex(a = c(1, rep(0, v - 1)), A1 = diag(v), b1 = rep(100, v), A3 = incidence, b3 = totals, maxi = maxi)
    if (found$solved != 1) NA else unname(found$value)
  }
  ends <- tryCatch(c(end(FALSE), end(TRUE)), error = function(e) c(NA, NA))
  if (anyNA(ends) || diff(ends) == 100) next   # of what is not bounded there is nothing to compare
  rows <- paste(apply(incidence, 1, list_of), collapse = ", ")
  cases <- c(cases, paste0("  {\"incidence\": [", rows, "], \"values\": ", list_of(values), ", \"interval\": ", list_of(ends), "}"))
}
writeLines(paste0("[\n", paste(cases, collapse = ",\n"), "\n]"), "expected.json")
