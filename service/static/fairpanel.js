// Every page works without this: it only adds the design system's refinements.
import { initAll } from "./nhsuk/nhsuk-frontend.min.js";

initAll();
