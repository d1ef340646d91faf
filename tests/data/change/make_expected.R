# Jacobson and Truax's index of the panel in waves.csv; run in this folder: Rscript make_expected.R
w <- read.csv("waves.csv")
of <- function(sample, wave) w[w$sample == sample & w$wave == wave, c("unit", "score")]
again <- merge(of("norm", 1), of("norm", 2), by = "unit")
panel <- merge(of("panel", 1), of("panel", 2), by = "unit")
panel <- panel[complete.cases(panel), ]
retest <- cor(again$score.x, again$score.y)
error <- sd(of("norm", 1)$score) * sqrt(1 - retest)
index <- (panel$score.y - panel$score.x) / (sqrt(2) * error)
print(c(retest = retest, sem = error, improved = sum(index > 1.96), deteriorated = sum(index < -1.96)), digits = 16)
print(setNames(index, panel$unit), digits = 16)
