// One message as a bubble with its buttons.
import * as api from "./api.js";
import { alertBox, toast, view } from "./words.js";

const clock = new Intl.DateTimeFormat("pl-PL", { hour: "2-digit", minute: "2-digit" });
const long = new Intl.DateTimeFormat("pl-PL", { day: "2-digit", month: "2-digit", year: "numeric" });

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
  if (message.location) parts.push(text(`📍 ${message.location.latitude}, ${message.location.longitude}`));
  const html = message.html || message.caption_html;
  if (html) {
    const words = document.createElement("div");
    words.innerHTML = html; // the server escapes everything but tags of its own making
    parts.push(words);
  }
  if (!parts.length) parts.push(text("🙂"));
  return parts;
}

function text(words) {
  const box = document.createElement("div");
  box.textContent = words;
  return box;
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
  link.className = "file";
  link.href = found.url;
  link.download = found.name;
  const size = document.createElement("span");
  size.textContent = found.size < 2048 ? `${found.size} B` : `${Math.round(found.size / 1024)} kB`;
  link.append(`📄 ${found.name}`, size);
  return link;
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
  made.textContent = button.kind === "copy" ? `⧉ ${button.label}` : button.label;
  if (button.style) made.classList.add(button.style);
  made.onclick = async () => {
    if (button.kind === "url") return window.open(button.url, "_blank", "noopener");
    if (button.kind === "copy") {
      await navigator.clipboard.writeText(button.copy);
      return toast("Skopiowano");
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
