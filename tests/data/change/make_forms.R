# Writes forms.json: the indices of five forms of reliable change of the panel in waves.csv, by clinicalsignificance
# (GPL, not kept here): its calc_rci.R and package-utils.R are read from a folder.
# Run it in this folder: Rscript make_forms.R FOLDER
suppressPackageStartupMessages({library(dplyr); library(jsonlite)})
for (name in c("package-utils.R", "calc_rci.R")) source(file.path(commandArgs(TRUE)[1], name))
waves <- read.csv("waves.csv")
of <- function(wave) waves[waves$sample == "panel" & waves$wave == wave, c("unit", "score")]
panel <- merge(of(1), of(2), by = "unit")
panel <- panel[complete.cases(panel), ]
data <- tibble(id = panel$unit, pre = panel$score.x, post = panel$score.y, change = panel$score.y - panel$score.x)
reliability <- 0.75
options <- list(m_pre = mean(data$pre), sd_pre = sd(data$pre), m_post = mean(data$post), sd_post = sd(data$post), reliability = reliability)
forms <- c("jacobson-truax" = "cs_jt", "edwards-nunnally" = "cs_en", "gulliksen-lord-novick" = "cs_gln", "hsu-linn-lord" = "cs_hll", "hageman-arrindell" = "cs_ha")
of_form <- function(kind) {
  found <- do.call(calc_rci, c(list(structure(list(data = data), class = kind)), options))$data
  list(index = found$rci, improved = sum(found$improved), deteriorated = sum(found$deteriorated))
}
expected <- list(
  versions = list(R = R.version.string, clinicalsignificance = "2.1.0.9000"), reliability = reliability,
  units = data$id, forms = lapply(forms, of_form)
)
writeLines(toJSON(expected, auto_unbox = TRUE, digits = NA), "forms.json")
