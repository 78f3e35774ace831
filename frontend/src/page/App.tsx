import { useState } from "react";
import { createBrowserRouter, createRoutesFromElements, Navigate, Route, RouterProvider } from "react-router";
import { AnalyticsFrame } from "../analytics/AnalyticsFrame.tsx";
import { AuditPage } from "../audit/AuditPage.tsx";
import { AuthProvider } from "../auth/AuthProvider.tsx";
import { SignedIn } from "../auth/SignedIn.tsx";
import { DashboardPage } from "../dashboard/DashboardPage.tsx";
import { ExperimentsPage } from "../experiments/list/ExperimentsPage.tsx";
import { ExperimentPage } from "../experiments/page/ExperimentPage.tsx";
import { FlagsPage } from "../flags/list/FlagsPage.tsx";
import { FlagPage } from "../flags/page/FlagPage.tsx";
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
    </Route>
    <Route path="/admin/feature-flags" element={<FlagsPage />} />
    <Route path="/admin/feature-flags/:key/:section?" element={<FlagPage />} />
    <Route path="/admin/experiments" element={<ExperimentsPage />} />
    <Route path="/admin/experiments/:key/:section?" element={<ExperimentPage />} />
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
