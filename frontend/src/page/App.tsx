import { BrowserRouter, Navigate, Route, Routes } from "react-router";
import { AuthProvider } from "../auth/AuthProvider.tsx";
import { SignedIn } from "../auth/SignedIn.tsx";
import { DashboardPage } from "../dashboard/DashboardPage.tsx";
import { FlagsPage } from "../flags/FlagsPage.tsx";
import { Frame } from "./Frame.tsx";

export function App() {
  return (
    <AuthProvider>
      <SignedIn>
        {/* Without transitions: what is chosen (compare or not) must show at once, as it is kept in the address. */}
        <BrowserRouter useTransitions={false}>
          <Routes>
            <Route element={<Frame />}>
              <Route index element={<Overview />} />
              <Route path="/admin/analytics" element={<DashboardPage />} />
              <Route path="/admin/feature-flags" element={<FlagsPage />} />
              <Route path="*" element={<Navigate to="/" replace />} />
            </Route>
          </Routes>
        </BrowserRouter>
      </SignedIn>
    </AuthProvider>
  );
}

/** Everything there is so far, on one page. */
function Overview() {
  return (
    <>
      <DashboardPage />
      <FlagsPage />
    </>
  );
}
