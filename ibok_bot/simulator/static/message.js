// One message as a bubble with its buttons.
import * as api from "./api.js";
import { alertBox, toast, view } from "./words.js";

const clock = new Intl.DateTimeFormat("pl-PL", { hour: "2-digit", minute: "2-digit" });
const long = new Intl.DateTimeFormat("pl-PL", { day: "2-digit", month: "2-digit", year: "numeric" });
const degrees = new Intl.NumberFormat("pl-PL", { minimumFractionDigits: 4, maximumFractionDigits: 4 });
const whole = new Intl.NumberFormat("pl-PL", { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat("pl-PL", { maximumFractionDigits: 1 });

export function dayOf(message) {
  const day = long.format(new Date(message.date));
  const today = new Date();
  const yesterday = new Date(today);
  yesterday.setDate(today.getDate() - 1);
  if (day === long.format(today)) return "dzisiaj";
  return day === long.format(yesterday) ? "wczoraj" : day;
}

export function draw(person, message) {
  const box = document.createElement("article");
  box.className = `message ${message.from}`;
  box.dataset.id = message.message_id;
  const at = clock.format(new Date(message.date));
  const who = message.from === "bot" ? "Bot" : person.first_name;
  box.setAttribute("aria-label", `${who}, ${dayOf(message)}, ${at}`);
  const bubble = document.createElement("div");
  bubble.className = "bubble";
  bubble.append(...contents(message));
  const time = document.createElement("time");
  time.dateTime = message.date;
  time.textContent = message.edited ? `edytowano ${at}` : at;
  bubble.append(time);
  box.append(bubble);
  if (message.buttons.length) box.append(keys(person, message));
  return box;
}

function contents(message) {
  const parts = [];
  if (message.photo) parts.push(photo(message.photo));
  if (message.document) parts.push(file(message.document));
  if (message.location) parts.push(place(message.location));
  const html = message.html || message.caption_html;
  if (html) {
    const words = document.createElement("div");
    if (message.rich) words.className = "rich";
    words.innerHTML = html; // the server escapes everything but tags of its own making
    parts.push(words);
  }
  if (!parts.length) parts.push(sticker());
  return parts;
}

function sticker() {
  const box = document.createElement("div");
  box.className = "sticker";
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", "Naklejka");
  box.textContent = "🙂";
  return box;
}

function place({ latitude, longitude }) {
  const box = document.createElement("div");
  box.className = "card";
  box.append(...card("📍", "Lokalizacja", `${degrees.format(latitude)}, ${degrees.format(longitude)}`));
  return box;
}

// What a card shows: a picture that screen readers skip, a name, and a note under it.
function card(picture, name, note) {
  const icon = document.createElement("span");
  icon.className = "icon";
  icon.setAttribute("aria-hidden", "true");
  icon.textContent = picture;
  const words = document.createElement("span");
  const small = document.createElement("small");
  small.textContent = note;
  words.append(name, small);
  return [icon, words];
}

function photo(url) {
  const open = document.createElement("button");
  open.type = "button";
  open.className = "open";
  open.setAttribute("aria-label", "Powiększ zdjęcie");
  const image = document.createElement("img");
  image.src = url;
  image.alt = "Zdjęcie";
  open.append(image);
  open.onclick = () => view(url);
  return open;
}

function file(found) {
  const link = document.createElement("a");
  link.className = "card file";
  link.href = found.url;
  link.download = found.name;
  link.append(...card("📄", found.name, sizeOf(found.size)));
  return link;
}

function sizeOf(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${whole.format(bytes / 1e3)} kB` : `${tenths.format(bytes / 1e6)} MB`;
}

function keys(person, message) {
  const box = document.createElement("div");
  box.className = "keys";
  message.buttons.forEach((row, r) => {
    const line = document.createElement("div");
    line.className = "row";
    row.forEach((button, c) => line.append(key(person, message, button, r, c)));
    box.append(line);
  });
  return box;
}

function key(person, message, button, row, column) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = button.label;
  made.dataset.kind = button.kind;
  if (button.style) made.classList.add(button.style);
  made.onclick = async () => {
    if (button.kind === "url") return window.open(button.url, "_blank", "noopener");
    if (button.kind === "copy") {
      return navigator.clipboard.writeText(button.copy).then(
        () => toast(`Skopiowano: ${button.copy}`),
        () => toast(`Nie udało się skopiować: ${button.copy}`),
      );
    }
    made.setAttribute("aria-busy", "true");
    try {
      const answer = await api.press(person.id, message.message_id, row, column);
      if (!answer.answered) toast("Bot nie odpowiada");
      else if (answer.text) (answer.show_alert ? alertBox : toast)(answer.text);
    } catch {
      toast("Nie udało się");
    }
    made.removeAttribute("aria-busy");
  };
  return made;
}
