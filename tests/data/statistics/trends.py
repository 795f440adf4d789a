# The numbers in trends-expected.csv: pymannkendall 1.4.3, statsmodels 0.15. Run here: python3 trends.py. Nothing in the project needs Python.
# `weeks` has what spots-reports.csv counts from 2026-08-31 on in the cells of spots-areas.geojson at resolution 8 (h3 4.5.0).
import csv
import pymannkendall
from statsmodels.stats.multitest import multipletests

with open("trends-expected.csv") as file:
    cells = [(row["cell"], row["weeks"]) for row in csv.DictReader(file)]
found = [pymannkendall.original_test([int(count) for count in weeks.split()]) for _, weeks in cells]
q = multipletests([trend.p for trend in found], method="fdr_bh")[1]
with open("trends-expected.csv", "w") as file:
    file.write("cell,weeks,s,variance,z,p,q,slope\n")
    for (cell, weeks), trend, q in zip(cells, found, q):
        numbers = ",".join(f"{value:.12f}" for value in (trend.var_s, trend.z, trend.p, q, trend.slope))
        file.write(f"{cell},{weeks},{int(trend.s)},{numbers}\n")
