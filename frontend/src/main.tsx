import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
// The styles of the whole house come first, so that those of a page, imported with it, have the last word.
import "./page/base.css";
import "./page/controls.css";
import "./page/alert.css";
import "./page/tables.css";
import "./page/frame.css";
import { App } from "./page/App.tsx";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
