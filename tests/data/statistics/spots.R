# z, p and q in spots-expected.csv: R 4.2, spdep 1.2-7. Run here: Rscript spots.R. Nothing in the project needs R.
# spots-cells.csv has the cells of spots-areas.geojson at resolution 9 (centre inside, h3 4.5.0 for Python), the rows of the
# neighbours of each inside the area, and how many of the reports each holds.
suppressMessages(library(spdep))
d <- read.csv("spots-cells.csv", colClasses = c(neighbours = "character"))
nb <- lapply(strsplit(d$neighbours, " "), function(x) if (length(x) == 0) 0L else as.integer(x))
class(nb) <- "nb"; attr(nb, "region.id") <- d$cell
weights <- nb2listw(include.self(nb), style = "B", zero.policy = TRUE)
out <- NULL
for (view in c("all", "category", "period", "residents")) {
  z <- as.numeric(localG(d[[view]], weights, zero.policy = TRUE))
  p <- 2 * pnorm(-abs(z))
  out <- rbind(out, data.frame(view, cell = d$cell, incidents = d[[view]], z = sprintf("%.12f", z), p = sprintf("%.12f", p),
    q = sprintf("%.12f", p.adjust(p, "BH"))))
}
write.csv(out, "spots-expected.csv", row.names = FALSE, quote = FALSE)
