// The light colours, as a page has them.
import { themeOf } from "#views/theme.js";

export const theme = themeOf(document.createElement("div"));
