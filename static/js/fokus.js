"use strict";
/* A page that tells of what was just done begins there: data-fokus. */
document.querySelector("[data-fokus]")?.focus();
