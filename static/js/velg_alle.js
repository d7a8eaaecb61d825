"use strict";
/* "Velg alle på siden" without asking for the page again; pressed once more it chooses none. */
(() => {
  const lenke = document.querySelector("[data-velg-alle]");
  if (!lenke) return;
  const bokser = [...lenke.closest("form").querySelectorAll("input[type=checkbox][name=deling]")];
  const [alle, ingen] = [lenke.textContent, lenke.dataset.velgAlle];
  const oppdater = () => {
    lenke.textContent = bokser.every((boks) => boks.checked) ? ingen : alle;
  };
  if (!bokser.length) lenke.hidden = true;
  lenke.setAttribute("role", "button");
  const velg = (hendelse) => {
    hendelse.preventDefault();
    const til = !bokser.every((boks) => boks.checked);
    for (const boks of bokser) boks.checked = til;
    oppdater();
  };
  lenke.addEventListener("click", velg);
  lenke.addEventListener("keydown", (hendelse) => hendelse.key === " " && velg(hendelse));
  for (const boks of bokser) boks.addEventListener("change", oppdater);
  oppdater();
})();
