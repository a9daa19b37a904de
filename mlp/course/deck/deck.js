// Formulas first, then each slide's letters as large as they fit, then reveal.js.
const LARGEST = 30, SMALLEST = 18; // pixels, on a slide of 1280 x 720

function overflows(page) {
  return page.scrollHeight > page.clientHeight + 1 || page.scrollWidth > page.clientWidth + 1;
}

// A formula, a table or printed lines that are too wide get smaller by themselves; a table of sentences breaks its lines.
function narrow(part) {
  const room = part.parentElement.getBoundingClientRect().width, style = getComputedStyle(part.parentElement);
  const share = (room - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)) / part.scrollWidth;
  if (share < 0.55 && part.tagName === "TABLE") part.style.whiteSpace = "normal";
  else if (share < 1) part.style.fontSize = `${parseFloat(getComputedStyle(part).fontSize) * share}px`;
}

function fit(page) {
  let size = LARGEST;
  page.style.fontSize = `${size}px`;
  page.querySelectorAll("mjx-container[display], table, pre").forEach(narrow);
  while (size > SMALLEST && overflows(page)) page.style.fontSize = `${--size}px`;
  page.querySelectorAll("table").forEach((table) => shorten(table, page));
}

// Of a table that is too long even so, as many rows as there is room for, and a word that there are more.
function shorten(table, page) {
  if (!overflows(page)) return;
  const words = table.parentElement.querySelector("p") || table.parentElement.appendChild(document.createElement("p"));
  words.textContent = "… and more in the chapter";
  while (table.rows.length > 2 && overflows(page)) table.rows[table.rows.length - 1].remove();
}

async function start() {
  await MathJax.startup.defaultPageReady();
  document.querySelectorAll(".notes mjx-assistive-mml").forEach((twin) => twin.remove()); // seen where notes are shown
  document.querySelectorAll(".page").forEach(fit);
  document.body.classList.add("fitted");
  await Reveal.initialize({
    width: 1280, height: 720, margin: 0, center: false, hash: true, navigationMode: "linear",
    slideNumber: "c/t", pdfSeparateFragments: false, transition: "none", plugins: [RevealNotes],
  });
}

window.MathJax = {
  tex: { inlineMath: [["$", "$"]], tags: "none" },
  svg: { fontCache: "local" },
  startup: { pageReady: start },
};
