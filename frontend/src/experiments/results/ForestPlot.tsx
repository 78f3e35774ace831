import { effectFormat, effectOf } from "./effects.ts";
import { forestScale, placeOn, type ForestScale } from "./forestScale.ts";
import { nameOf, type ArmSize, type MetricResult, type Scale } from "./result.ts";

interface ForestPlotProps {
  readonly metric: MetricResult;
  readonly variants: readonly ArmSize[];
  readonly scale: Scale;
}

/** The interval of every variant on one line of numbers. The table below says the same to those who cannot see it. */
export function ForestPlot({ metric, variants, scale }: ForestPlotProps) {
  const rows = metric.variants.flatMap(({ variant, comparison }) =>
    comparison ? [{ variant, comparison, ...effectOf(comparison, scale) }] : [],
  );
  if (rows.every(({ middle, interval }) => middle === null && interval === null)) return null;
  const line = forestScale(
    rows.map(({ middle }) => middle),
    rows.map(({ interval }) => interval),
  );
  const format = effectFormat(scale, metric);
  return (
    <div className="forest" aria-hidden="true" data-forest={metric.id}>
      {rows.map(({ variant, comparison: { direction }, middle, interval }) => (
        <div key={variant} className="forest-row">
          <span>{nameOf(variants, variant)}</span>
          <svg width="100%" height="22" className={direction}>
            <Grid line={line} />
            {interval && (
              <line
                x1={`${interval[0] === null ? 0 : placeOn(line, interval[0])}%`}
                x2={`${interval[1] === null ? 100 : placeOn(line, interval[1])}%`}
                y1="11"
                y2="11"
                className="whisker"
              />
            )}
            {middle !== null && <circle cx={`${placeOn(line, middle)}%`} cy="11" r="5" />}
          </svg>
        </div>
      ))}
      <div className="forest-row">
        <span />
        <svg width="100%" height="18">
          {line.ticks.map((tick) => (
            <text key={tick} x={`${placeOn(line, tick)}%`} y="13" textAnchor="middle">
              {tick === 0 ? "0" : format(Number(tick.toPrecision(6)))}
            </text>
          ))}
        </svg>
      </div>
    </div>
  );
}

function Grid({ line }: { line: ForestScale }) {
  return (
    <>
      {line.ticks.map((tick) => (
        <line
          key={tick}
          x1={`${placeOn(line, tick)}%`}
          x2={`${placeOn(line, tick)}%`}
          y1="0"
          y2="100%"
          className={tick === 0 ? "nothing" : "grid"}
        />
      ))}
    </>
  );
}
