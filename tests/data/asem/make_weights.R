# Writes expected_weights.json: weights of the pillars from COINr's scores, by stats::prcomp and by the entropy formula.
# Run it in this folder: Rscript make_weights.R
pillars <- c("ConEcFin", "Instit", "P2P", "Physical", "Political", "Environ", "Social", "SusEcFin")
scores <- as.matrix(read.csv("expected_arithmetic.csv")[, pillars])

loadings <- prcomp(scores, center = TRUE, scale. = TRUE)$rotation[, 1]
component <- loadings^2 / mean(loadings^2)

shares <- sweep(scores, 2, colSums(scores), "/")
terms <- ifelse(shares > 0, shares * log(shares), 0)
spread <- 1 + colSums(terms) / log(nrow(scores))
entropy <- spread / mean(spread)

object <- function(x) paste0("{", paste0("\"", tolower(names(x)), "\": ", format(x, digits = 17, trim = TRUE), collapse = ", "), "}")
writeLines(paste0("{\n \"R\": \"", R.version.string, "\",\n \"principal_component\": ", object(component),
                  ",\n \"entropy\": ", object(entropy), "\n}"), "expected_weights.json")
