import { AnalyticsPage } from "../analytics/AnalyticsPage.tsx";
import { useChoices } from "../analytics/useChoices.ts";
import { formatDay } from "../format/date.ts";
import { CohortTable } from "./CohortTable.tsx";
import { AS_USUAL, currenciesOf, ROUTE, type ClientValues, type ValueChoices } from "./ltv.ts";
import { GrowthTable } from "./GrowthTable.tsx";
import { PredictionPanel } from "./PredictionPanel.tsx";
import { ValueControls } from "./ValueControls.tsx";

/** What clients are worth: what they paid so far, and what they are expected to. */
export function LifetimeValuePage() {
  const [choices, change] = useChoices(AS_USUAL);
  return (
    <AnalyticsPage
      title="Lifetime value"
      hint="Of the clients who registered in these days, by the month of their registration. What they are expected to pay is worked out in each currency for itself."
      question={{ route: ROUTE, query: choices }}
      controls={<ValueControls choices={choices} onChange={change} />}
    >
      {(values: ClientValues, compared) => <Figures values={values} choices={choices} compared={compared} />}
    </AnalyticsPage>
  );
}

interface FiguresProps {
  readonly values: ClientValues;
  readonly choices: ValueChoices;
  readonly compared: boolean;
}

function Figures({ values, choices, compared }: FiguresProps) {
  const currencies = currenciesOf(values);
  if (currencies.length === 0) {
    return <p className="empty">No client who registered in these days has paid anything yet.</p>;
  }
  return currencies.map((currency) => {
    const prediction = values.predicted[currency];
    return (
      <div key={currency} className="figures">
        <section className="panel" aria-labelledby={`so-far-${currency}`}>
          <h3 id={`so-far-${currency}`}>So far, in {currency}</h3>
          <CohortTable
            caption={`Paid so far, by month of registration, ${currency}`}
            currency={currency}
            cohorts={values.cohorts}
          />
          <GrowthTable currency={currency} cohorts={values.cohorts} />
          {values.previous && (
            <details className="daily">
              <summary>
                Who registered from {formatDay(values.previous.period.from)} to {formatDay(values.previous.period.to)}
              </summary>
              <CohortTable
                caption={`Paid so far by clients of the period before, ${currency}`}
                currency={currency}
                cohorts={values.previous.cohorts}
              />
            </details>
          )}
        </section>
        {prediction && (
          <PredictionPanel
            currency={currency}
            values={values}
            prediction={prediction}
            choices={choices}
            compared={compared}
          />
        )}
      </div>
    );
  });
}
