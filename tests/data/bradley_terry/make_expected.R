# Writes expected.json: data of the R package BradleyTerry2 and its estimates, by maximum likelihood.
# Run it in this folder: Rscript make_expected.R
suppressPackageStartupMessages(library(BradleyTerry2))

number <- function(x) format(x, digits = 17, scientific = FALSE, trim = TRUE)
object <- function(keys, values) paste0("{", paste0("\"", keys, "\": ", values, collapse = ", "), "}")

# Each wins is a data frame: player1, player2 (factors of the same levels), win1, win2.
document <- function(frame) {
  model <- BTm(cbind(win1, win2), player1, player2, data = frame, epsilon = 1e-14, maxit = 100)
  abilities <- BTabilities(model)
  items <- rownames(abilities)
  wins <- paste0("[\"", frame$player1, "\", \"", frame$player2, "\", ", frame$win1, ", ", frame$win2, "]")
  paste0(
    "{\n  \"wins\": [", paste(wins, collapse = ", "), "],\n",
    "  \"abilities\": ", object(items, number(abilities[, "ability"])), ",\n",
    "  \"standard_errors\": ", object(items, number(abilities[, "s.e."])), "\n }"
  )
}

journals <- countsToBinomial(citations)
data(baseball)
teams <- levels(baseball$home.team)
games <- data.frame(player1 = baseball$home.team, player2 = baseball$away.team,
                    win1 = baseball$home.wins, win2 = baseball$away.wins)

versions <- object(c("R", "BradleyTerry2"),
                   paste0("\"", c(R.version.string, as.character(packageVersion("BradleyTerry2"))), "\""))
writeLines(paste0("{\n \"versions\": ", versions,
                  ",\n \"citations\": ", document(journals), ",\n \"baseball\": ", document(games), "\n}"),
           "expected.json")
