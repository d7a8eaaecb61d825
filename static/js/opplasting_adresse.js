"use strict";
/* Where a file's bytes go: to a new dokument, or on with one that was begun, if what it holds is what the file begins
   with. */
(() => {
  const D = (window.Deldokument = window.Deldokument || {});

  D.Adressert = class extends D.Filtilstand {
    constructor(...verdier) {
      super(...verdier);
      Object.assign(this, { url: null, usikker: false, underveis: null });
    }

    /* At most one at a time, also when the file is paused and started again meanwhile. */
    async finnAdresse() {
      if (this.url) return;
      this.underveis = this.underveis || this.skaffAdresse().finally(() => { this.underveis = null; });
      await this.underveis;
    }

    async skaffAdresse() {
      const utkast = await this.side.utkast();
      // An answer that was lost may have been a yes: look for the dokument before making another.
      if (this.usikker && !this.dokument) this.dokument = await this.finnUbesvart(utkast);
      if (this.dokument) {
        this.url = await this.gaVidere().catch(async (feil) => {
          if (feil.status !== 404) throw feil;
          await this.side.tjener.filene(utkast); // throws if the draft is gone too
          throw new D.Tjenerfeil(410);
        });
        if (this.url) return;
      }
      this.usikker = true;
      const svar = await this.side.etterTur(() => this.side.tjener.opprett(utkast, this.fil));
      this.usikker = false;
      [this.url, this.dokument] = [svar.url, svar.dokument];
    }

    async finnUbesvart(utkast) {
      const filene = await this.side.tjener.filene(utkast);
      const passer = (d) => d.tilstand === "venter" && d.mottatt === 0 && d.dokumentnavn === this.navn && d.mappe === this.mappe && d.storrelse === this.storrelse;
      const min = filene.find((d) => passer(d) && !this.side.krevd(d.id));
      return min ? min.id : null;
    }

    /* The address to go on with what was begun, or null when that is not known to be this file: then it is removed. From
       the new address on nobody else can add to it, so what is compared then is what there will be. */
    async gaVidere() {
      const svar = await this.side.tjener.gjenoppta(this.dokument);
      const dom = await this.sammenlign(this.fil, await this.side.tjener.deler(this.dokument));
      if (dom === "lik") return svar.url;
      await this.begynnForfra(dom);
      return null;
    }

    async begynnForfra(dom) {
      await this.side.tjener.fjern(this.dokument).catch((feil) => {
        if (feil.status !== 404) throw feil;
      });
      this.slipp(dom);
    }

    slipp(dom) {
      [this.dokument, this.sendt] = [null, 0];
      this.merk(`pa_nytt_${dom}`);
    }

    /* The address is good no more: the file may be complete, or need a new address, or be gone. */
    async sporTjeneren() {
      this.url = null;
      try {
        const min = (await this.side.tjener.filene(await this.side.utkast())).find((d) => d.id === this.dokument);
        if (min && min.tilstand !== "venter") {
          // Whole, but perhaps of another window's file.
          const dom = await this.sammenlign(this.fil, await this.side.tjener.deler(min.id));
          if (dom === "lik") return this.blittFerdig();
          if (dom === "ulik") this.slipp(dom);
          else await this.begynnForfra(dom);
        }
        if (!min) { // never back by itself: what is in the draft is shared
          [this.dokument, this.sendt] = [null, 0];
          return this.sett("stoppet", "fjernet_ellers");
        }
        return this.ventOgProv("tjener");
      } catch (feil) {
        return this.feilet(feil.status || 0, true);
      }
    }
  };
})();
