// Starts the page.
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { openDesk } from "./call";
import "./theme/tokens.css";
import "./theme/desk.css";
import "./theme/more.css";

const root = document.getElementById("root");
if (root) createRoot(root).render(<App open={openDesk} />);
