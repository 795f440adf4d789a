# The numbers in *-expected.csv: R 4.2, survey 4.1-1. Run here: Rscript oracle.R. Nothing in the project needs R.
suppressMessages(library(survey))
options(survey.lonely.psu = "adjust", digits = 17)
for (name in c("unequal", "constant", "lonely")) {
  d <- read.csv(paste0(name, "-responses.csv"), stringsAsFactors = FALSE)
  items <- c("q1", "q2", "q3", "q4")
  for (q in items) d[[q]] <- as.numeric(d[[q]] == "b")
  d$y <- rowMeans(d[items])
  day <- as.Date(substr(d$submitted_at, 1, 10))
  d$week <- as.character(day - (as.integer(format(day, "%u")) - 1))
  p <- read.csv(paste0(name, "-population.csv"), stringsAsFactors = FALSE)
  design <- svydesign(ids = ~cluster, strata = ~stratum, weights = ~design_weight, data = d, nest = TRUE)
  margin <- function(column, called) {
    m <- aggregate(p$population, list(p[[column]]), sum); names(m) <- c(called, "Freq"); m
  }
  raked <- rake(design, list(~stratum, ~sex, ~age_band),
    list(margin("area", "stratum"), margin("sex", "sex"), margin("age_band", "age_band")),
    control = list(maxit = 500, epsilon = 1e-9))
  out <- NULL
  note <- function(weights, by, key, design, formula) {
    m <- suppressWarnings(svymean(formula, design))
    ci <- tryCatch(attr(suppressWarnings(svyciprop(formula, design, method = "beta")), "ci"), error = function(e) c(NA, NA))
    out <<- rbind(out, data.frame(weights = weights, by = by, key = key, n = sum(weights(design, "sampling") != 0),
      estimate = sprintf("%.12f", coef(m)[[1]]), se = sprintf("%.12f", SE(m)[[1]]), df = degf(design),
      ci_low = sprintf("%.12f", ci[1]), ci_high = sprintf("%.12f", ci[2])))
  }
  for (w in c("design", "raked")) {
    s <- if (w == "design") design else raked
    note(w, "none", "all", s, ~y)
    for (q in items) note(w, "item", q, s, as.formula(paste0("~", q)))
    for (g in list(c("area", "cluster"), c("stratum", "stratum"), c("week", "week"), c("sex", "sex"), c("age_band", "age_band")))
      for (k in sort(unique(d[[g[2]]]))) note(w, g[1], k, s[d[[g[2]]] == k, ], ~y)
  }
  write.csv(out, paste0(name, "-expected.csv"), row.names = FALSE, quote = FALSE)
}
