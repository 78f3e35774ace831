/** Watches a flag in a page: `watch({url, key, flag, context})` shows each value as the page's title. */

import { watch } from "./watching.mjs";

window.watch = (told) => watch(told, (value) => (document.title = String(value)));
