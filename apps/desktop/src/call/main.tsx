/** "Call us": the entry of a page of its own, small, and without a sign-in. */
import "../no-eval.ts";
import "../style/tokens.css";
import "../style/ground.css";
import "../parts/parts.css";
import "./call.css";
import { createRoot } from "react-dom/client";
import { showTheme } from "../theme.ts";
import { CallPage } from "./CallPage.tsx";
import { openVisitorPhone } from "./open-visitor-phone.ts";

showTheme();
const place = document.getElementById("app");
if (place !== null) createRoot(place).render(<CallPage here={openVisitorPhone()} />);
