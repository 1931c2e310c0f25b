import { expect, test } from "vitest";
import { fileName, trajectoriesCsv } from "@/features/simulations/csv";

test("a forecast has a row for each metric and period, what is unknown being empty", () => {
  const text = trajectoriesCsv([
    {
      name: "Forecast",
      trajectories: [
        {
          metric: "CLICKS",
          points: [
            {
              at: "2026-11-21T00:00:00+00:00",
              days: 1,
              median: 10,
              mean: 11,
              actual: null,
              intervals: [{ level: 0.8, lower: 7, upper: 14 }],
            },
          ],
        },
      ],
    },
  ]);
  const [head, row] = text.split("\r\n");
  expect(head).toBe(
    "forecast,metric,start,days,median,mean,lower_50,upper_50,lower_80,upper_80,lower_95,upper_95,actual",
  );
  expect(row).toBe("Forecast,CLICKS,2026-11-21,1,10,11,,,7,14,,,");
});

test("a file is named without what systems refuse", () => {
  expect(fileName("Back to School: 50 % off!", "2026-11-21")).toBe("back-to-school-50-off-2026-11-21");
});
