/** The pages' one entry: a person's pages below `/as/{handle}/`, or those before a sign-in. */
import "./no-eval.ts";
import "./style/tokens.css";
import "./style/ground.css";
import "./style/shell.css";
import "./parts/parts.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { Outside } from "./Outside.tsx";
import { handleOf, openSession } from "./session.ts";
import { showTheme } from "./theme.ts";

showTheme();
const place = document.getElementById("app");
const handle = handleOf(location.pathname);
if (place !== null)
  createRoot(place).render(
    <StrictMode>{handle === undefined ? <Outside /> : <App session={openSession(handle)} />}</StrictMode>,
  );
