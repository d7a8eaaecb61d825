"use strict";
/* A worker that takes a File and answers with its SHA-256 in hex, and how far it has come on the way. The browser's own
   digest takes all of a file at once, so a large one would have to lie in memory; this one takes it piece by piece. */
(() => {
  const BIT = 4 * 1024 * 1024;
  const BLOKK = 64;
  const K = new Int32Array(64); // signed: sums of them stay whole numbers of 32 bits, and quick
  const START = new Int32Array(8);

  // The constants are the first bits of the fractions of roots of the first primes (FIPS 180-4, 4.2.2 and 5.3.3).
  const brok = (tall) => ((tall - Math.floor(tall)) * 2 ** 32) | 0;
  for (let tall = 2, antall = 0; antall < 64; tall += 1) {
    let primtall = true;
    for (let del = 2; del * del <= tall; del += 1) if (tall % del === 0) primtall = false;
    if (!primtall) continue;
    if (antall < 8) START[antall] = brok(Math.sqrt(tall));
    K[antall] = brok(Math.cbrt(tall));
    antall += 1;
  }

  class Sha256 {
    constructor() {
      this.tilstand = Int32Array.from(START);
      this.ord = new Int32Array(64);
      this.rest = new Uint8Array(0);
      this.lengde = 0;
    }

    legg_til(nye) {
      this.lengde += nye.length;
      const bytes = this.rest.length ? new Uint8Array(this.rest.length + nye.length) : nye;
      if (this.rest.length) {
        bytes.set(this.rest);
        bytes.set(nye, this.rest.length);
      }
      const hele = bytes.length - (bytes.length % BLOKK);
      this.blokker(bytes, hele);
      this.rest = bytes.slice(hele);
    }

    ferdig() {
      const hale = new Uint8Array(this.rest.length < 56 ? BLOKK : 2 * BLOKK);
      hale.set(this.rest);
      hale[this.rest.length] = 0x80;
      const lengde = new DataView(hale.buffer, hale.length - 8);
      lengde.setUint32(0, Math.floor(this.lengde / 2 ** 29));
      lengde.setUint32(4, (this.lengde % 2 ** 29) * 8);
      this.blokker(hale, hale.length);
      return [...this.tilstand].map((ord) => (ord >>> 0).toString(16).padStart(8, "0")).join("");
    }

    blokker(bytes, til) {
      const w = this.ord;
      const k = K;
      let [h0, h1, h2, h3, h4, h5, h6, h7] = this.tilstand;
      for (let fra = 0; fra < til; fra += BLOKK) {
        for (let i = 0, p = fra; i < 16; i += 1, p += 4) {
          w[i] = (bytes[p] << 24) | (bytes[p + 1] << 16) | (bytes[p + 2] << 8) | bytes[p + 3];
        }
        for (let i = 16; i < 64; i += 1) {
          const x = w[i - 15];
          const y = w[i - 2];
          const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
          const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
          w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
        }
        let a = h0, b = h1, c = h2, d = h3, e = h4, f = h5, g = h6, h = h7;
        for (let i = 0; i < 64; i += 1) {
          const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
          const t1 = (h + s1 + ((e & f) ^ (~e & g)) + k[i] + w[i]) | 0;
          const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
          const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
          h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
        }
        h0 = (h0 + a) | 0; h1 = (h1 + b) | 0; h2 = (h2 + c) | 0; h3 = (h3 + d) | 0;
        h4 = (h4 + e) | 0; h5 = (h5 + f) | 0; h6 = (h6 + g) | 0; h7 = (h7 + h) | 0;
      }
      this.tilstand.set([h0, h1, h2, h3, h4, h5, h6, h7]);
    }
  }

  self.addEventListener("message", async ({ data: fil }) => {
    try {
      const sum = new Sha256();
      for (let fra = 0; fra < fil.size; fra += BIT) {
        sum.legg_til(new Uint8Array(await fil.slice(fra, fra + BIT).arrayBuffer()));
        self.postMessage({ lest: Math.min(fra + BIT, fil.size) });
      }
      self.postMessage({ sha256: sum.ferdig() });
    } catch {
      self.postMessage({ uleselig: true });
    }
  });
})();
