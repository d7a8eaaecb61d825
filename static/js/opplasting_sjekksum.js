"use strict";
/* Digests (SHA-256): of each piece that is sent, and of the beginning of a file that is to go on with an upload. Browsers
   have them on https and on localhost only; elsewhere pieces go without, and what was begun cannot be gone on with. */
(() => {
  const D = (window.Deldokument = window.Deldokument || {});

  D.kanSummere = Boolean(window.crypto && window.crypto.subtle);

  /* Base64. The piece is read into memory, so it must be a small one. */
  D.sha256 = async (bit) => {
    const sum = await window.crypto.subtle.digest("SHA-256", await bit.arrayBuffer());
    return btoa(String.fromCharCode(...new Uint8Array(sum)));
  };

  /* Is what the server has committed (deler: {start, slutt, sha256}, in order) what the file begins with? "lik", "ulik",
     or "ukjent" when nobody can tell. Calls underveis for each piece. Throws if the file cannot be read. */
  D.sammenlign = async (fil, deler, underveis = () => {}) => {
    let til = 0;
    for (const del of deler) {
      if (!D.kanSummere || !del.sha256) return "ukjent";
      if (del.start !== til || del.slutt > fil.size) return "ulik";
      underveis();
      if (await D.sha256(fil.slice(del.start, del.slutt)) !== del.sha256) return "ulik";
      til = del.slutt;
    }
    return "lik";
  };
})();
