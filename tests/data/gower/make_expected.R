# Writes expected.json: mixed data, and the dissimilarities of cluster::daisy(metric = "gower") for it.
# Run it in this folder: Rscript make_expected.R
suppressPackageStartupMessages(library(cluster))
set.seed(1971)
n <- 30
sizes <- c("tiny", "small", "medium", "large", "huge")
some_missing <- function(x, share) { x[runif(length(x)) < share] <- NA; x }
frame <- data.frame(
  control = some_missing(sample(c("private", "public"), n, TRUE), 0.1),
  region = some_missing(sample(c("east", "north", "south", "west"), n, TRUE), 0.15),
  size = some_missing(sample(sizes, n, TRUE), 0.2),
  hospital = some_missing(sample(c("no", "yes"), n, TRUE, prob = c(0.7, 0.3)), 0.1),
  beds = some_missing(round(rlnorm(n, 6, 1)), 0.1),
  share = some_missing(round(runif(n), 3), 0.25),
  stringsAsFactors = FALSE
)
frame[n, c("control", "region", "size", "hospital", "beds")] <- NA
frame[n - 1, "share"] <- NA   # so that nothing is known of both of the last two
# daisy takes a pair whose weights sum to 0.5 or less for one of which nothing is known, so no weight is below 1.
weights <- c(control = 4, region = 8, size = 2, hospital = 6, beds = 4, share = 1)

typed <- frame
typed$control <- factor(frame$control)
typed$region <- factor(frame$region)
typed$size <- factor(frame$size, levels = sizes, ordered = TRUE)
typed$hospital <- as.integer(frame$hospital == "yes")

number <- function(x) ifelse(is.na(x), "null", format(x, digits = 17, scientific = FALSE, trim = TRUE))
text <- function(x) ifelse(is.na(x), "null", paste0("\"", x, "\""))
list_of <- function(x) paste0("[", paste(x, collapse = ", "), "]")
# The lower triangle, column by column: (2,1), (3,1), …, (n,1), (3,2), …
distances <- function(columns, asymmetric, w) {
  kinds <- if (asymmetric) list(asymm = "hospital") else list(symm = "hospital")
  kinds <- if ("hospital" %in% columns) kinds else list()
  d <- daisy(typed[, columns, drop = FALSE], metric = "gower", type = kinds, weights = w[columns])
  list_of(sapply(as.vector(d), number))
}
every <- names(frame)
columns <- paste0("  \"", every, "\": ", sapply(frame, function(x) list_of(text(as.character(x)))), collapse = ",\n")
cases <- c(
  equal = distances(every, TRUE, sapply(weights, function(w) 1)),
  weighted = distances(every, TRUE, weights),
  symmetric = distances(every, FALSE, weights),
  nominal = distances(c("control", "region"), FALSE, weights),
  ordinal = distances("size", FALSE, weights),
  numeric = distances(c("beds", "share"), FALSE, weights),
  presence = distances(c("hospital", "region"), TRUE, weights)
)
writeLines(paste0(
  "{\n \"versions\": {\"R\": ", text(R.version.string), ", \"cluster\": ", text(as.character(packageVersion("cluster"))), "},\n",
  " \"weights\": {", paste0("\"", names(weights), "\": ", number(weights), collapse = ", "), "},\n",
  " \"columns\": {\n", columns, "\n },\n",
  " \"distances\": {\n", paste0("  \"", names(cases), "\": ", cases, collapse = ",\n"), "\n }\n}"
), "expected.json")
