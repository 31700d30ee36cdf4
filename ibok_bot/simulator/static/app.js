// People side by side: who is shown, who has news, and the live connection.
import * as api from "./api.js";
import { Chat } from "./chat.js";
import { toast } from "./words.js";

const bar = document.querySelector(".people");
const columns = document.querySelector(".columns");
const narrow = matchMedia("(max-width: 720px)");
const chats = new Map();
const pills = new Map();
const news = new Map();
let shown = [];

const most = () => (narrow.matches ? 1 : Math.max(2, Math.min(4, Math.floor(innerWidth / 420))));

// Pills and columns that stay are never moved: moving would take the focus from whoever is typing there.
function layout() {
  for (const chat of chats.values()) mark(chat.person);
  const wanted = shown.map((id) => chats.get(id).section);
  for (const section of columns.querySelectorAll(".chat")) if (!wanted.includes(section)) section.remove();
  for (const id of shown) {
    const chat = chats.get(id);
    if (chat.section.isConnected) continue;
    columns.append(chat.section);
    chat.bottom();
  }
  columns.querySelector(".empty").hidden = chats.size > 0;
}

function mark(person) {
  const pill = pills.get(person.id) ?? newPill(person.id);
  const [name, badge] = pill.children;
  const count = news.get(person.id) ?? 0;
  pill.setAttribute("aria-pressed", String(shown.includes(person.id)));
  name.textContent = person.first_name;
  badge.hidden = !count;
  badge.textContent = count;
  pill.setAttribute("aria-label", count ? `${person.first_name}, nowe wiadomości: ${count}` : person.first_name);
}

function newPill(id) {
  const pill = document.createElement("button");
  pill.type = "button";
  const badge = document.createElement("span");
  badge.className = "badge";
  pill.append(document.createElement("span"), badge);
  pill.onclick = () => toggle(id);
  pills.set(id, pill);
  bar.append(pill);
  return pill;
}

function toggle(id) {
  if (shown.includes(id) && shown.length > 1) shown = shown.filter((other) => other !== id);
  else if (!shown.includes(id)) shown = [...shown, id].slice(-most());
  news.delete(id);
  layout();
  pills.get(id).scrollIntoView({ block: "nearest", inline: "nearest" });
}

async function reload() {
  const people = await api.people();
  for (const person of people) {
    if (chats.has(person.id)) chats.get(person.id).meet(person);
    else chats.set(person.id, new Chat(person));
  }
  for (const id of chats.keys()) if (!people.some((person) => person.id === id)) forget(id);
  shown = shown.filter((id) => chats.has(id));
  if (!shown.length) shown = [...chats.keys()].slice(0, most());
  layout();
  await Promise.all([...chats.values()].map((chat) => chat.refresh()));
}

function forget(id) {
  pills.get(id)?.remove();
  for (const known of [chats, pills, news]) known.delete(id);
}

const tryReload = () => reload().catch(() => toast("Nie udało się odczytać rozmów"));

function heard(kind, data) {
  const chat = chats.get(data.person);
  if (!chat) return tryReload();
  chat.heard(kind, data);
  if (kind === "message" && data.message.from === "bot" && !shown.includes(data.person)) {
    news.set(data.person, (news.get(data.person) ?? 0) + 1);
    mark(chat.person);
  }
}

const newcomer = document.querySelector("dialog.newcomer");
document.querySelector(".add").onclick = () => newcomer.showModal();
newcomer.querySelector(".cancel").onclick = () => newcomer.close();
newcomer.querySelector("form").onsubmit = async (event) => {
  event.preventDefault();
  const facts = Object.fromEntries(new FormData(event.target));
  try {
    const person = await api.newcomer(facts);
    event.target.reset();
    newcomer.close();
    await reload();
    if (!shown.includes(person.id)) toggle(person.id);
  } catch {
    toast("Nie udało się dodać osoby");
  }
};

narrow.addEventListener("change", () => {
  shown = shown.slice(-most());
  layout();
});

api.listen(heard, (connected) => {
  document.querySelector(".offline").hidden = connected;
  if (connected) tryReload();
});
