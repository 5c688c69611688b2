"use strict";
/* The page: what is looked at is a plain object, `state`, and the address's fragment says the same. Texts arrive cut into
   parts, places are numbers of parts, so nothing here ever counts characters except to show an offset. */
(() => {
  const $ = (id) => document.getElementById(id);
  const index = JSON.parse($("index").textContent);
  const { articles, records, warnings, movements, labels } = index;
  const LETTERS = ["P", "A", "H", "W", ""];
  const NAMES = labels.map((label) => label.replaceAll("_", " "));
  const articleNumber = new Map(articles.map((one, number) => [one.id, number]));
  const recordNumber = new Map(records.map((one, number) => [one.id, number]));
  const firstRecord = [];
  articles.reduce((sum, one) => (firstRecord.push(sum), sum + one.records), 0);
  const movementOf = new Map(movements.flatMap(([name, linked]) => linked.map((one) => [one, { name, linked }])));

  /** An element with properties, attributes (`data-…`, `aria-…`) and children, which may stand in arrays; text is only
      ever text. Children are appended one by one: an argument for each of a hundred thousand is more than a call may have. */
  function make(tag, given, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(given ?? {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name in element && !name.includes("-")) element[name] = value;
      else element.setAttribute(name, value);
    }
    for (const child of children.flat()) if (child || child === 0) element.append(child);
    return element;
  }
  const plural = (count, one, more) => `${count.toLocaleString("en")} ${count === 1 ? one : more}`;
  const bdi = (text) => make("bdi", null, text);

  // --- Texts: in the page, a line an article, or in files beside it that are read when they are needed

  const lines = index.files.length ? null : $("bodies").textContent.split("\n");
  const bodies = new Map();
  const files = new Map();
  const arrivals = new Map();
  window.reportFile = (number, mark, found) => {
    if (mark !== index.files[number][1]) return;
    found.forEach((body, offset) => bodies.set(index.files[number][2] + offset, body));
    arrivals.get(number)?.();
  };

  function load(number) {
    if (!files.has(number)) {
      files.set(number, new Promise((done, failed) => {
        const name = index.files[number][0];
        const address = window.trustedTypes
          ? policy.createScriptURL(name)
          : name;
        arrivals.set(number, done);
        const fail = () => {
          const trouble = `${name} is missing or of another run: keep the folder “report” of this result beside the page.`;
          $("trouble").textContent = trouble;
          $("trouble").hidden = false;
          failed(new Error(trouble));
        };
        const script = make("script", { src: address, onerror: fail });
        script.onload = () => (bodies.has(index.files[number][2]) ? script.remove() : fail());
        document.head.append(script);
      }));
    }
    return files.get(number);
  }
  const policy = window.trustedTypes?.createPolicy("files", { createScriptURL: (name) => name });

  /** The body of an article if it is at hand; null while its file has not been read. */
  function atHand(number) {
    if (!bodies.has(number) && lines) {
      bodies.set(number, JSON.parse(lines[number]));
      lines[number] = null;
    }
    return bodies.get(number) ?? null;
  }
  async function body(number) {
    if (!atHand(number)) await load(index.files.findLastIndex((file) => file[2] <= number));
    return atHand(number);
  }
  const textAt = (of, [from, to]) => of.parts.slice(from, to).join("");

  // --- Search: without case, accents and kinds of white space

  const fold = (text) => {
    const lower = text.toLowerCase();
    return (/^[\0-\x7f]*$/.test(lower) ? lower : lower.normalize("NFKD").replace(/\p{M}+/gu, "")).replace(/\s+/g, " ");
  };
  const foldedArticles = [];
  const foldedRecords = [];
  function foldedArticle(number) {
    const { id, title } = articles[number];
    return (foldedArticles[number] ??= fold([id, title, atHand(number).parts.join("")].join("\n")));
  }
  function foldedRecord(number) {
    const { article, name } = records[number];
    const of = atHand(article);
    return (foldedRecords[number] ??= fold(`${name ?? ""}\n${textAt(of, of.records[number - firstRecord[article]].at)}`));
  }
  /** Prepare the search while nobody waits, a few articles at a time. */
  function prepare(number = 0) {
    const idle = window.requestIdleCallback ?? ((task) => setTimeout(() => task({ timeRemaining: () => 5 }), 50));
    idle((rest) => {
      while (number < articles.length && rest.timeRemaining() > 2) foldedArticle(number++);
      if (number < articles.length) prepare(number);
    });
  }

  // --- State and address

  const FIELDS = ["q", "list", "sort", "label", "position", "equipment", "muscle", "body_part", "with", "without", "review", "flag", "confidence"];
  const OF_RECORDS = ["position", "equipment", "muscle", "body_part", "with", "without", "review", "confidence"];
  const FILTERS = FIELDS.slice(3);
  const KEYS = ["view", ...FIELDS, "article", "record", "sentence"];
  const controls = Object.fromEntries(FIELDS.map((name) => [name, $("find").elements.namedItem(name)]));
  let state = {};

  function read() {
    const told = new URLSearchParams(location.hash.slice(1));
    const next = Object.fromEntries(KEYS.map((key) => [key, told.get(key) ?? ""]));
    for (const name of FIELDS) {
      controls[name].value = next[name];
      if (controls[name].value !== next[name]) controls[name].value = next[name] = "";
    }
    if (recordNumber.has(next.record)) next.article = articles[records[recordNumber.get(next.record)].article].id;
    else next.record = "";
    if (!articleNumber.has(next.article)) next.article = next.record = next.sentence = "";
    return next;
  }
  function addressOf(changes) {
    const told = new URLSearchParams();
    const next = { ...state, ...changes };
    for (const key of KEYS) if (next[key]) told.set(key, next[key]);
    return `#${told}`;
  }
  /** Go to another state; `replace` leaves no step in the history, for what changes with every key. */
  function go(changes, replace = false) {
    const address = addressOf(changes);
    if (address === location.hash || (address === "#" && !location.hash)) return null;
    history[replace ? "replaceState" : "pushState"](null, "", address);
    return show();
  }

  // --- The list

  const PAGE = 100;
  let found = [];
  let drawn = 0;
  let listed = null;

  const passes = {
    position: (one, value) => one.position.includes(value),
    equipment: (one, value) => one.equipment.includes(value),
    muscle: (one, value) => one.muscle.includes(value),
    body_part: (one, value) => one.body_part.includes(value),
    with: (one, value) => one.has.includes(value),
    without: (one, value) => !one.has.includes(value),
    review: (one, value) => one.review.includes(value),
    confidence: (one, value) => one.confidence < Number(value),
  };
  function recordPasses(one) {
    return OF_RECORDS.every((name) => !state[name] || passes[name](one, state[name]));
  }

  /** The entries of the list: `{article, record}` or `{article, sentence}`, by what is asked for. */
  function ask() {
    const label = labels.indexOf(state.label);
    const words = fold(state.q).split(" ").filter(Boolean);
    const says = (text) => words.every((word) => text.includes(word));
    const flagged = (number) => !state.flag || articles[number].flags.includes(state.flag);
    if (state.list === "warnings") {
      return warnings
        .filter((one) => flagged(one.article) && (label < 0 || one.labels.includes(label)) && (!words.length || says(fold(one.text))))
        .map((one) => ({ article: one.article, text: one.text, sentence: one.sentence }));
    }
    if (state.list === "records") {
      const chosen = [];
      records.forEach((one, number) => {
        if (!flagged(one.article) || (label >= 0 && !one.labels.includes(label)) || !recordPasses(one)) return;
        if (words.length && !says(foldedRecord(number))) return;
        chosen.push({ article: one.article, record: number });
      });
      return chosen;
    }
    const asksRecords = OF_RECORDS.some((name) => state[name]);
    const chosen = [];
    articles.forEach((one, number) => {
      if (!flagged(number) || (label >= 0 && !one.carries.includes(label))) return;
      if (asksRecords && !records.slice(firstRecord[number], firstRecord[number] + one.records).some(recordPasses)) return;
      if (words.length && !says(foldedArticle(number))) return;
      chosen.push({ article: number });
    });
    return chosen;
  }

  const titleOf = (number) => articles[number].title || articles[number].id;
  function sorted(entries) {
    const ofArticle = (number) => records.slice(firstRecord[number], firstRecord[number] + articles[number].records);
    const name = (one) => (one.record === undefined ? one.text ?? titleOf(one.article) : records[one.record].name ?? "\uffff");
    const sure = (one) => (one.record === undefined ? ofArticle(one.article).reduce((least, record) => Math.min(least, record.confidence), 2) : records[one.record].confidence);
    const keys = { name, sure, many: (one) => -articles[one.article].records };
    if (!keys[state.sort]) return entries;
    const compare = state.sort === "name" ? new Intl.Collator("en", { numeric: true }).compare : (one, other) => one - other;
    return entries
      .map((one) => [keys[state.sort](one), one])
      .sort((one, other) => compare(one[0], other[0]))
      .map((pair) => pair[1]);
  }

  async function list() {
    const asked = JSON.stringify(FIELDS.map((name) => state[name]));
    if (asked === listed) return;
    listed = asked;
    if (state.q && index.files.length && state.list !== "warnings") {
      for (let number = 0; number < index.files.length; number++) {
        $("found").textContent = `reading file ${number + 1} of ${index.files.length}`;
        try { await load(number); } catch { return; }
        if (listed !== asked) return;
      }
    }
    found = sorted(ask());
    drawn = 0;
    $("results").replaceChildren();
    more();
    const all = { records: records.length, warnings: warnings.length }[state.list] ?? articles.length;
    const noun = { records: ["record", "records"], warnings: ["warning", "warnings"] }[state.list] ?? ["article", "articles"];
    const narrowed = found.length !== all;
    $("found").textContent = narrowed ? `${found.length.toLocaleString("en")} of ${plural(all, ...noun)}` : plural(all, ...noun);
    $("clear").hidden = !state.q && !FILTERS.some((name) => state[name]);
    const count = FILTERS.filter((name) => state[name]).length;
    $("filters-count").textContent = count ? `(${count} on)` : "";
  }
  function more() {
    const upTo = Math.min(drawn + PAGE, found.length);
    const rows = found.slice(drawn, upTo).map((one) => make("li", null, row(one)));
    drawn = upTo;
    $("results").append(...rows);
    if (drawn < found.length) near.observe($("results").lastElementChild);
  }
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      near.unobserve(entry.target);
      if (entry.target === $("results").lastElementChild) more();
    }
  }, { rootMargin: "600px" });

  function chosenBy(one) {
    return {
      view: "",
      article: articles[one.article].id,
      record: one.record === undefined ? "" : records[one.record].id,
      sentence: one.sentence === undefined ? "" : String(one.sentence + 1),
    };
  }
  function row(one) {
    const link = make("a", { href: addressOf(chosenBy(one)) });
    if (one.record !== undefined) {
      const { name, dose, confidence } = records[one.record];
      link.append(name === null ? make("b", { className: "unnamed" }, "no name given") : make("b", null, bdi(name)));
      link.append(make("span", null, [dose, `confidence ${confidence.toFixed(2)}`].filter(Boolean).join(" · "), " · ", bdi(titleOf(one.article))));
    } else if (one.sentence !== undefined) {
      link.append(make("b", null, bdi(one.text)), make("span", null, bdi(titleOf(one.article))));
    } else {
      const { id, title, records: count, flags } = articles[one.article];
      link.append(make("b", null, bdi(title || id)));
      link.append(make("span", null, [plural(count, "record", "records"), ...flags.filter((flag) => flag !== "no_exercise").map((flag) => flag.replaceAll("_", " "))].join(" · ")));
      if (title) link.append(make("span", null, " · ", bdi(id)));
    }
    return link;
  }
  const isShown = (one) => {
    if (one.article !== (state.article ? articleNumber.get(state.article) : open?.number)) return false;
    if (one.record !== undefined) return state.record === records[one.record].id;
    return one.sentence === undefined || state.sentence === String(one.sentence + 1);
  };
  let marked = null;
  function mark() {
    const position = found.findIndex(isShown);
    while (position >= drawn) more();
    // The links bear the state they lead to, filters included; those change only with the list.
    marked?.removeAttribute("aria-current");
    marked = position < 0 ? null : $("results").children[position].firstElementChild;
    marked?.setAttribute("aria-current", "true");
    if (marked) intoView(marked);
  }
  function intoView(element, block = "nearest") {
    if (element.offsetParent !== null) element.scrollIntoView({ block });
  }

  // --- The article

  let open = null; // {number, body, parts: elements, starts: offsets}

  async function article() {
    const number = state.article ? articleNumber.get(state.article) : found[0]?.article ?? 0;
    if (number === open?.number || !articles.length) return;
    open = { number, body: null };
    let of;
    try { of = await body(number); } catch { return; }
    if (open.number !== number) return;
    let offset = 0;
    const starts = of.parts.map((part) => { const start = offset; for (const _ of part) offset++; return start; });
    open = { number, body: of, starts: [...starts, offset], parts: [] };
    head();
    drawText();
    drawCards();
  }

  function head() {
    const { id, title, flags } = articles[open.number];
    const { url, path, language, duplicate_of: original, evidence } = open.body;
    const tags = flags.map((flag) => make("span", { className: "flag" }, flag.replaceAll("_", " ")));
    $("article").replaceChildren(
      make("h2", null, bdi(title || id)),
      make("p", null, bdi(path), language && language !== "en" ? ` · language ${language}` : ""),
    );
    if (url) $("article").append(make("p", null, /^https?:\/\//i.test(url) ? make("a", { href: url, rel: "noreferrer noopener" }, url) : bdi(url)));
    if (tags.length) {
      const figures = evidence.map(([name, value]) => `${name} ${Math.round(value * 1000) / 1000}`).join(", ");
      $("article").append(make("p", null, ...tags, figures));
    }
    if (original) {
      const link = articleNumber.has(original) ? make("a", { href: addressOf({ article: original, record: "", sentence: "" }) }, bdi(original)) : bdi(original);
      $("article").append(make("p", null, "The same text as ", link));
    }
  }

  const SLICE = 3000;
  function drawText() {
    const { body: of } = open;
    const cover = of.parts.map(() => []);
    of.sentences.forEach(({ at: [from, to] }, number) => { for (let part = from; part < to; part++) cover[part].push(number); });
    $("source").replaceChildren();
    $("source").scrollTop = 0;
    $("legend").hidden = $("inspector").hidden = false;
    const mine = open;
    const begun = new Set();
    // A run: neighbouring parts in the same sentences. Where sentences cross, the one that began last is the one it shows.
    const drawSlice = (from) => {
      if (open !== mine) return;
      const piece = document.createDocumentFragment();
      let part = from;
      while (part < of.parts.length && (part < from + SLICE)) {
        const within = cover[part];
        let end = part + 1;
        while (end < Math.min(of.parts.length, from + SLICE) && within.length === cover[end].length && within.every((one, place) => one === cover[end][place])) end++;
        const elements = [];
        for (let each = part; each < end; each++) elements.push(open.parts[each] = make("span", null, of.parts[each]));
        if (within.length) piece.append(runOf(within, elements, begun));
        else for (const each of elements) piece.append(each);
        part = end;
      }
      $("source").append(piece);
      if (part < of.parts.length) setTimeout(drawSlice, 0, part);
      else if (from) choose();
    };
    drawSlice(0);
    highlight();
  }
  function runOf(within, elements, begun) {
    const number = within.at(-1);
    const sentence = open.body.sentences[number];
    const run = make("span", {
      className: `run ${labels[sentence.labels[0]]}`, role: "button", tabIndex: -1, "aria-pressed": "false",
      "data-sentences": within.join(" "), "data-sentence": number,
    }, elements);
    const letters = sentence.labels.map((label) => LETTERS[label]).join("");
    if (letters && !begun.has(number)) run.dataset.letters = letters;
    begun.add(number);
    return run;
  }
  const runsOf = (number) => $("source").querySelectorAll(`[data-sentences~="${number}"]`);

  function highlight() {
    if (!window.CSS?.highlights) return;
    CSS.highlights.delete("found");
    const words = state.q.split(/\s+/).filter(Boolean);
    if (!words.length || !open?.body) return;
    const pattern = new RegExp(words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|"), "giu");
    const ranges = [];
    let start = 0;
    const starts = open.body.parts.map((part) => { const here = start; start += part.length; return here; });
    const place = (offset, from) => {
      let part = from;
      while (part + 1 < starts.length && starts[part + 1] <= offset) part++;
      return part;
    };
    let part = 0;
    for (const hit of open.body.parts.join("").matchAll(pattern)) {
      part = place(hit.index, part);
      const last = place(hit.index + hit[0].length - 1, part);
      if (!open.parts[last]) break;
      const range = new Range();
      range.setStart(open.parts[part].firstChild, hit.index - starts[part]);
      range.setEnd(open.parts[last].firstChild, hit.index + hit[0].length - starts[last]);
      ranges.push(range);
    }
    const marks = new Highlight();
    for (const range of ranges) marks.add(range);
    CSS.highlights.set("found", marks);
  }

  // --- The records of the article

  const SECTIONS = [
    ["positions", "Position"], ["steps", "Steps"], ["warnings", "Warnings"], ["cues", "What it should feel like"], ["modifications", "Modifications"],
  ];
  function drawCards() {
    const first = firstRecord[open.number];
    const whole = wholeArticle();
    const cards = open.body.records.map((one, place) => card(one, records[first + place], first + place));
    $("cards").replaceChildren(make("h2", { className: "hidden" }, "Records"));
    for (const one of [whole, ...cards]) if (one) $("cards").append(one);
    if (!cards.length) $("cards").append(make("p", { className: "empty" }, "No exercise was found in this article."));
    $("cards").scrollTop = 0;
  }
  function wholeArticle() {
    const { warnings: general, schedule } = open.body;
    if (!general.length && !schedule) return null;
    return make("section", { className: "card", "aria-label": "For the whole article" },
      make("h3", null, "For the whole article"),
      schedule && make("p", { className: "dose" }, quote(schedule, false)),
      section("warnings", "Warnings", general));
  }
  function card(one, line, number) {
    const name = one.name ? [bdi(one.name.word)] : [make("span", { className: "unnamed" }, "no name given")];
    const position = { article: state.article, record: line.id };
    const linked = movementOf.get(number);
    return make("section", { className: "card", id: `record-${number}`, "data-record": number },
      make("h3", null,
        make("button", { type: "button", className: "name", "aria-pressed": "false" }, ...name),
        make("a", { href: addressOf({ ...position, sentence: "" }), "aria-label": `Link to ${one.name?.word ?? "this record"}` }, "link")),
      one.dose && make("div", { className: "dose" }, quote(one.dose, false)),
      SECTIONS.flatMap(([key, title]) => section(key, title, one[key])),
      make("div", { className: "pairs" },
        group("Equipment", one.equipment.length ? values(one.equipment) : make("div", null, one.needs)),
        group("Body parts", values(one.body_parts)),
        group("Muscles", values(one.muscles))),
      linked && make("div", null, make("h4", null, "The same movement"), others(linked, number)),
      make("footer", null,
        make("span", null, "confidence ", make("meter", { min: 0, max: 1, value: line.confidence, "aria-label": "confidence" }), ` ${line.confidence.toFixed(2)}`),
        make("span", null, `characters ${offsets(one.at)}`),
        line.review.map((reason) => make("span", { className: "flag" }, reason.replaceAll("_", " ")))));
  }
  const offsets = ([from, to]) => `${open.starts[from]}–${open.starts[to]}`;
  function group(title, content) {
    return content && make("div", null, make("h4", null, title), content);
  }
  const ITEMS = 200; // of a list in a card: more nobody reads there, and the text has them all
  const listOf = (tag, className, items, draw) => make(tag, { className }, items.slice(0, ITEMS).map((one) => make("li", null, draw(one))));
  const unseen = (items) => items.length > ITEMS && make("p", { className: "empty" }, `… and ${(items.length - ITEMS).toLocaleString("en")} more`);
  function values(items) {
    return items.length ? [listOf("ul", "words", items, (one) => quote(one, false)), unseen(items)] : null;
  }
  function section(key, title, items) {
    if (!items.length) return [];
    return [make("h4", null, title), listOf(key === "steps" ? "ol" : "ul", key, items, (one) => quote(one, true, key === "steps")), unseen(items)];
  }
  /** A value that shows where it was read: pointed at or chosen, its words are marked in the text. */
  function quote(item, quoted, step = false) {
    const button = make("button", { type: "button", className: "quote" });
    button.places = item.at;
    if (step) {
      const label = labels.indexOf(item.word);
      button.append(make("span", { className: `letter ${item.word}`, title: NAMES[label] }, LETTERS[label]), make("span", null, bdi(textAt(open.body, item.at[0])), item.note && make("span", { className: "note-text" }, item.note)));
    } else {
      if (item.word) button.append(quoted ? make("span", { className: "word" }, `${item.word}: `) : item.word);
      if (quoted) button.append(bdi(textAt(open.body, item.at[0])));
    }
    return button;
  }
  const OTHERS = 5;
  function others({ name, linked }, number) {
    const rest = linked.filter((one) => one !== number);
    const links = rest.slice(0, OTHERS).map((one) => make("li", null,
      make("a", { href: addressOf({ record: records[one].id, article: articles[records[one].article].id, sentence: "" }) }, bdi(records[one].name ?? name)), " in ", bdi(titleOf(records[one].article))));
    if (rest.length > OTHERS) links.push(make("li", null, `and ${rest.length - OTHERS} more`));
    return make("ul", null, ...links);
  }

  // --- What is chosen in it

  let spots = [];
  let pinned = [];
  /** Mark the words at some places; pinned ones stay when something else was only pointed at. */
  function spot(places) {
    for (const element of spots) element.classList.remove("spot");
    spots = [];
    for (const [from, to] of places) for (let part = from; part < to; part++) if (open.parts[part]) spots.push(open.parts[part]);
    for (const element of spots) element.classList.add("spot");
  }

  let shown = "";
  /** Mark the chosen record and sentence in the text and among the cards; bring what was just chosen into view. */
  function choose() {
    if (!open?.body) return;
    const first = firstRecord[open.number];
    const record = state.record ? recordNumber.get(state.record) - first : null;
    const sentence = state.sentence ? Number(state.sentence) - 1 : null;
    const asked = labels.indexOf(state.label);
    spot(pinned = []);
    $("source").classList.toggle("aside", asked >= 0);
    for (const run of $("source").querySelectorAll(".run")) {
      const within = run.dataset.sentences.split(" ").map((one) => open.body.sentences[one]);
      run.classList.toggle("own", record !== null && within.some((one) => one.record === record));
      run.classList.toggle("asked", asked >= 0 && within.some((one) => one.labels.includes(asked)));
      run.classList.remove("chosen");
      run.setAttribute("aria-pressed", "false");
      run.tabIndex = -1;
    }
    const chosen = sentence === null ? [] : [...runsOf(sentence)];
    for (const run of chosen) {
      run.classList.add("chosen");
      run.setAttribute("aria-pressed", "true");
    }
    const own = $("source").querySelector(".own");
    const entry = chosen[0] ?? own ?? $("source").querySelector(".run");
    if (entry) entry.tabIndex = 0;
    for (const each of $("cards").querySelectorAll("[data-record]")) {
      const on = record !== null && Number(each.dataset.record) === first + record;
      each.classList.toggle("chosen", on);
      each.querySelector(".name").setAttribute("aria-pressed", String(on));
      if (on) intoView(each, each.offsetHeight > 500 ? "start" : "nearest");
    }
    inspect(sentence);
    const now = `${state.article} ${state.record} ${state.sentence}`;
    if (now !== shown && (chosen[0] ?? own)) intoView(chosen[0] ?? own, "center");
    shown = now;
  }

  function inspect(number) {
    const of = number === null ? null : open.body.sentences[number];
    if (!of) {
      $("inspector").replaceChildren(make("p", { className: "empty" }, "Point at a sentence to see its labels, rules and dose; choose it to see its record."));
      return;
    }
    const line = (title, ...content) => make("div", null, make("dt", null, title), make("dd", null, ...content));
    const record = of.record === null ? null : records[firstRecord[open.number] + of.record];
    $("inspector").replaceChildren(make("dl", null,
      line("Labels", of.labels.map((label) => NAMES[label]).join(", ")),
      of.dose && line("Dose", of.dose),
      line("Rules", make("code", null, of.rules.join(", ") || "none")),
      line("Characters", offsets(of.at)),
      of.confidence !== null && line("Confidence", of.confidence.toFixed(2)),
      line("Record", record ? make("button", { type: "button", id: "to-record" }, bdi(record.name ?? "no name given")) : "none")));
  }

  function chooseSentence(number) {
    const { record } = open.body.sentences[number];
    const again = state.sentence === String(number + 1);
    go({
      article: articles[open.number].id,
      sentence: again ? "" : String(number + 1),
      record: again || record === null ? "" : records[firstRecord[open.number] + record].id,
    });
  }
  function chooseRecord(number) {
    const { id, article: of } = records[number];
    return go({ article: articles[of].id, record: state.record === id && !state.sentence ? "" : id, sentence: "" });
  }

  const runAt = (target) => (target instanceof Element ? target.closest(".run[data-sentence]") : null);
  const source = $("source");
  source.addEventListener("click", (event) => {
    if (!getSelection().isCollapsed) return; // somebody copies words
    const run = runAt(event.target);
    if (run) chooseSentence(Number(run.dataset.sentence));
  });
  for (const kind of ["pointerover", "focusin"]) {
    source.addEventListener(kind, (event) => {
      const run = runAt(event.target);
      if (run) inspect(Number(run.dataset.sentence));
    });
  }
  source.addEventListener("pointerleave", () => open?.body && inspect(state.sentence ? Number(state.sentence) - 1 : null));
  source.addEventListener("keydown", (event) => {
    const run = runAt(event.target);
    if (!run) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      chooseSentence(Number(run.dataset.sentence));
      runsOf(run.dataset.sentence)[0].focus();
      return;
    }
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const runs = [...source.querySelectorAll(".run")];
    const next = runs[runs.indexOf(run) + step];
    if (!next) return;
    run.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  const cards = $("cards");
  cards.addEventListener("click", async (event) => {
    const pressed = event.target.closest("button");
    if (!pressed) return;
    const number = pressed.closest("[data-record]")?.dataset.record;
    if (pressed.classList.contains("name")) {
      chooseRecord(Number(number));
      return;
    }
    if (number !== undefined && state.record !== records[number].id) await chooseRecord(Number(number));
    pane("text", true);
    spot(pinned = pressed.places);
    if (spots[0]) intoView(spots[0], "center");
  });
  for (const kind of ["pointerover", "focusin"]) {
    cards.addEventListener(kind, (event) => {
      const over = event.target.closest(".quote");
      if (over) spot(over.places);
    });
  }
  cards.addEventListener("pointerout", (event) => event.target.closest(".quote") && spot(pinned));
  $("inspector").addEventListener("click", (event) => {
    if (!event.target.closest("#to-record")) return;
    pane("cards");
    const chosen = cards.querySelector(".chosen");
    if (chosen) {
      chosen.scrollIntoView({ block: "start" });
      chosen.querySelector(".name").focus({ preventScroll: true });
    }
  });

  // --- Panes, views, keys

  /** Show a pane on a narrow screen; with `narrow` only where panes exclude each other. */
  function pane(name, narrow = false) {
    if (narrow && !matchMedia("(max-width: 719px)").matches) return;
    $("browse").dataset.pane = name;
    for (const button of document.querySelectorAll(".panes-bar button")) button.setAttribute("aria-pressed", String(button.dataset.pane === name));
  }
  document.querySelector(".panes-bar").addEventListener("click", (event) => {
    const name = event.target.closest("button")?.dataset.pane;
    if (name) {
      pane(name);
      choose();
    }
  });

  let was = null;
  async function show() {
    state = read();
    const view = ["review", "overview"].includes(state.view) ? state.view : "browse";
    for (const name of ["browse", "review", "overview"]) $(name).hidden = name !== view;
    for (const link of document.querySelectorAll(".top nav a")) {
      if (link.dataset.view === view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
      link.href = addressOf({ view: link.dataset.view === "browse" ? "" : link.dataset.view });
    }
    document.body.classList.toggle("browsing", view === "browse");
    if (view !== "browse") {
      if (was !== view) scrollTo(0, 0);
      was = view;
      return;
    }
    const chosen = state.article + state.record + state.sentence;
    if (chosen !== was) pane(!state.article ? "list" : $("browse").dataset.pane === "cards" && was !== null ? "cards" : "text");
    was = chosen;
    await list();
    await article();
    mark();
    choose();
    highlight();
  }
  addEventListener("hashchange", show);

  let waiting = 0;
  $("find").addEventListener("input", (event) => {
    clearTimeout(waiting);
    const apply = () => go(Object.fromEntries(FIELDS.map((name) => [name, controls[name].value])), true);
    if (event.target === controls.q) waiting = setTimeout(apply, 120);
    else apply();
  });
  $("find").addEventListener("submit", (event) => event.preventDefault());
  $("clear").addEventListener("click", () => {
    go(Object.fromEntries(["q", ...FILTERS].map((name) => [name, ""])));
    controls.q.focus();
  });

  function entry(step) {
    if (!found.length) return;
    const position = found.findIndex(isShown);
    const next = position < 0 ? (step > 0 ? 0 : found.length - 1) : position + step;
    if (found[next]) go(chosenBy(found[next]));
  }
  function record(step) {
    if (!open?.body) return;
    const first = firstRecord[open.number];
    const count = articles[open.number].records;
    const place = state.record ? recordNumber.get(state.record) - first : step > 0 ? -1 : count;
    const next = place + step;
    if (next >= 0 && next < count) go({ article: articles[open.number].id, record: records[first + next].id, sentence: "" });
  }
  const keys = {
    "/": () => { if (state.view) go({ view: "" }); pane("list"); controls.q.focus(); controls.q.select(); },
    j: () => entry(1),
    k: () => entry(-1),
    n: () => record(1),
    p: () => record(-1),
    "?": () => $("keys").showModal(),
  };
  const remember = {
    get: () => { try { return localStorage.getItem("report-keys") !== "off"; } catch { return true; } },
    set: (on) => { try { localStorage.setItem("report-keys", on ? "on" : "off"); } catch { /* then for this time only */ } },
  };
  $("keys-on").checked = remember.get();
  $("keys-on").addEventListener("change", (event) => remember.set(event.target.checked));
  $("show-keys").addEventListener("click", () => $("keys").showModal());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || $("keys").open) return;
    const typing = event.target.closest?.("input, select");
    if (event.key === "Escape") {
      event.preventDefault(); // what was typed stays
      if (typing) typing.blur();
      else go({ record: "", sentence: "" });
      return;
    }
    if (typing || !$("keys-on").checked || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    $("main").focus();
  });

  $("filters").open = FILTERS.some((name) => new URLSearchParams(location.hash.slice(1)).get(name)) || matchMedia("(min-width: 1200px) and (min-height: 1000px)").matches;
  show().then(() => { if (lines) prepare(); });
})();
