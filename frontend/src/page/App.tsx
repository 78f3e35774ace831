import { useState } from "react";
import { createBrowserRouter, createRoutesFromElements, Navigate, Route, RouterProvider } from "react-router";
import { AnalyticsFrame } from "../analytics/AnalyticsFrame.tsx";
import { ConversionPage } from "../analytics/conversion/ConversionPage.tsx";
import { FunnelPage } from "../analytics/funnel/FunnelPage.tsx";
import { RetentionPage } from "../analytics/retention/RetentionPage.tsx";
import { RevenuePage } from "../analytics/revenue/RevenuePage.tsx";
import { ServicesPage } from "../analytics/services/ServicesPage.tsx";
import { AuditPage } from "../audit/AuditPage.tsx";
import { AuthProvider } from "../auth/AuthProvider.tsx";
import { SignedIn } from "../auth/SignedIn.tsx";
import { CaPage } from "../cas/CaPage.tsx";
import { CasPage } from "../cas/CasPage.tsx";
import { DashboardPage } from "../dashboard/DashboardPage.tsx";
import { BackfillsPage } from "../data/backfills/BackfillsPage.tsx";
import { DataFrame } from "../data/DataFrame.tsx";
import { DaysPage } from "../data/days/DaysPage.tsx";
import { RejectedEventsPage } from "../data/rejected/RejectedEventsPage.tsx";
import { EventSchemasPage } from "../data/schemas/EventSchemasPage.tsx";
import { ExperimentsPage } from "../experiments/list/ExperimentsPage.tsx";
import { ExperimentPage } from "../experiments/page/ExperimentPage.tsx";
import { FlagsPage } from "../flags/list/FlagsPage.tsx";
import { FlagPage } from "../flags/page/FlagPage.tsx";
import { LifetimeValuePage } from "../ltv/LifetimeValuePage.tsx";
import { UsersPage } from "../users/UsersPage.tsx";
import { Frame } from "./Frame.tsx";

export function App() {
  return (
    <AuthProvider>
      <SignedIn>
        <Pages />
      </SignedIn>
    </AuthProvider>
  );
}

const ROUTES = createRoutesFromElements(
  <Route element={<Frame />}>
    <Route index element={<Overview />} />
    <Route path="/admin/analytics" element={<AnalyticsFrame />}>
      <Route index element={<DashboardPage />} />
      <Route path="cas" element={<CasPage />} />
      <Route path="cas/:caId" element={<CaPage />} />
      <Route path="lifetime-value" element={<LifetimeValuePage />} />
      <Route path="revenue" element={<RevenuePage />} />
      <Route path="services" element={<ServicesPage />} />
      <Route path="funnel" element={<FunnelPage />} />
      <Route path="conversion" element={<ConversionPage />} />
      <Route path="retention" element={<RetentionPage />} />
    </Route>
    <Route path="/admin/feature-flags" element={<FlagsPage />} />
    <Route path="/admin/feature-flags/:key/:section?" element={<FlagPage />} />
    <Route path="/admin/experiments" element={<ExperimentsPage />} />
    <Route path="/admin/experiments/:key/:section?" element={<ExperimentPage />} />
    <Route path="/admin/data" element={<DataFrame />}>
      <Route index element={<DaysPage />} />
      <Route path="backfills/:backfillId?" element={<BackfillsPage />} />
      <Route path="rejected-events" element={<RejectedEventsPage />} />
      <Route path="event-schemas" element={<EventSchemasPage />} />
    </Route>
    <Route path="/admin/users/:userId?" element={<UsersPage />} />
    <Route path="/admin/audit" element={<AuditPage />} />
    <Route path="*" element={<Navigate to="/" replace />} />
  </Route>,
);

/** A router that can hold somebody back who has not saved; without transitions, so that what is chosen shows at once. */
function Pages() {
  const [router] = useState(() => createBrowserRouter(ROUTES));
  return <RouterProvider router={router} useTransitions={false} />;
}

/** The figures and the switches on one page. */
function Overview() {
  return (
    <>
      <DashboardPage />
      <FlagsPage />
    </>
  );
}
