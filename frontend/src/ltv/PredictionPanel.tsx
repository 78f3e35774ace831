import { CsvDownload } from "../analytics/CsvDownload.tsx";
import { useDays } from "../analytics/useDays.ts";
import { asCount, asMoney, asRatio, type Format } from "../dashboard/figures.ts";
import { Metric } from "../dashboard/Metric.tsx";
import { formatDay } from "../format/date.ts";
import { Alert } from "../page/Alert.tsx";
import { ExpectedClients } from "./ExpectedClients.tsx";
import { ExpectedCohorts } from "./ExpectedCohorts.tsx";
import { beside, ROUTE, type ClientValues, type Prediction, type ValueChoices } from "./ltv.ts";
import { ModelNote } from "./ModelNote.tsx";

interface PredictionPanelProps {
  readonly currency: string;
  readonly values: ClientValues;
  readonly prediction: Prediction;
  readonly choices: ValueChoices;
  readonly compared: boolean;
}

/** What clients are expected to do in one currency, by which models, and how far these can be relied on. */
export function PredictionPanel({ currency, values, prediction, choices, compared }: PredictionPanelProps) {
  const [days] = useDays();
  const { frequency, value, immature, longestWeeks, expected, cohorts, top } = prediction;
  const months = `${values.horizonMonths} ${values.horizonMonths === 1 ? "month" : "months"}`;
  return (
    <section className="panel" aria-labelledby={`expected-${currency}`}>
      <h3 id={`expected-${currency}`}>
        Expected within {months}, in {currency}
      </h3>
      <p className="hint">
        By purchases up to {formatDay(values.observedTo)}, discounted by {asRatio(values.discountRate)} a year.
      </p>
      {immature && (
        <Alert tone="info">
          The longest history has {asCount(longestWeeks)} weeks, less than the {months} that are looked ahead: all that
          is expected beyond lies outside of everything that was seen.
        </Alert>
      )}
      <ModelNote title="How often clients buy (BG/NBD)" model={frequency} />
      <ModelNote title="What a purchase is worth (Gamma-Gamma)" model={value} />
      <Together
        currency={currency}
        prediction={prediction}
        previous={values.previous?.predicted[currency]}
        compared={compared}
      />
      {expected.clients > 0 && <ExpectedCohorts currency={currency} cohorts={cohorts} />}
      {top.length > 0 && <ExpectedClients currency={currency} clients={top} />}
      <div className="buttons">
        <CsvDownload
          question={{ route: ROUTE, query: { ...choices, currency, table: "clients" } }}
          days={days}
          label={`Download CSV of clients, ${currency}`}
        />
      </div>
    </section>
  );
}

interface TogetherProps {
  readonly currency: string;
  readonly prediction: Prediction;
  /** What is expected of the clients of the period before. */
  readonly previous: Prediction | undefined;
  readonly compared: boolean;
}

function Together({ currency, prediction, previous, compared }: TogetherProps) {
  const figure = (label: string, means: string, of: (told: Prediction) => number | null, format: Format = asCount) => (
    <Metric
      label={label}
      path={`${means}.${currency}`}
      means={means}
      measure={beside(of(prediction), previous ? of(previous) : null)}
      format={format}
      compared={compared}
    />
  );
  const money = asMoney(currency);
  return (
    <dl className="metrics">
      {figure("Expected value", "ltv.expectedValue", ({ expected }) => expected.value, money)}
      {figure(
        "Expected value per buyer",
        "ltv.expectedValuePerClient",
        ({ expected }) => expected.valuePerClient,
        money,
      )}
      {figure("Gross so far", "ltv.grossSoFar", ({ expected }) => expected.grossSoFar, money)}
      {figure("Buyers", "ltv.buyers", ({ expected }) => expected.clients)}
      {figure("Who came back", "ltv.repeating", ({ repeating }) => repeating)}
      {figure("Still buying", "ltv.alive", ({ expected }) => expected.alive)}
      {figure("Expected purchases", "ltv.expectedPurchases", ({ expected }) => expected.purchases)}
      {figure("How often and how much go together", "ltv.correlation", ({ correlation }) => correlation, asCorrelation)}
      {figure("Refunded part of gross", "ltv.refundShare", ({ refundShare }) => refundShare, asRatio)}
    </dl>
  );
}

const asCorrelation: Format = (correlation) => correlation.toFixed(2);
