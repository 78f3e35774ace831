/** In which section a setting is, by the path of a field in an error, such as `metrics[0].event`. */
export function sectionOfField(field: string): { readonly path: string; readonly title: string } {
  const [setting = ""] = field.split(/[.[]/);
  return PLACES[setting] ?? { path: "overview", title: "Overview" };
}

const VARIANTS = { path: "variants", title: "Variants & traffic" };
const TARGETING = { path: "targeting", title: "Targeting" };

const PLACES: Readonly<Record<string, { readonly path: string; readonly title: string }>> = {
  variants: VARIANTS,
  trafficPercentage: VARIANTS,
  condition: TARGETING,
  roles: TARGETING,
  segments: TARGETING,
  namespace: TARGETING,
  metrics: { path: "metrics", title: "Metrics" },
  overrides: { path: "testers", title: "Testers" },
};
