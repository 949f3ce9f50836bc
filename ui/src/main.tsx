// Starts the page.
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { openDesk } from "./call";
import "./theme/tokens.css";
import "./theme/base.css";
import "./theme/controls.css";
import "./theme/frame.css";
import "./theme/grid.css";
import "./theme/drawer.css";
import "./theme/orders.css";
import "./theme/people.css";
import "./theme/stations.css";
import "./theme/keys.css";
import "./theme/clients.css";
import "./theme/narrow.css";

const root = document.getElementById("root");
if (root) createRoot(root).render(<App open={openDesk} />);
