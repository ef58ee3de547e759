/** "Call us": the entry of a page of its own, small, and without a sign-in. */
import "../no-eval.ts";
import "../style/tokens.css";
import "../style/ground.css";
import "../parts/parts.css";
import { showTheme } from "../theme.ts";

showTheme();
