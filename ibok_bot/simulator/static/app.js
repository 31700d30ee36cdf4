// People side by side: who is shown, who has news, and the live connection.
import * as api from "./api.js";
import { Chat } from "./chat.js";
import { toast } from "./words.js";

const bar = document.querySelector(".people");
const columns = document.querySelector(".columns");
const narrow = matchMedia("(max-width: 720px)");
const chats = new Map();
const news = new Map();
let shown = [];

const most = () => (narrow.matches ? 1 : Math.max(2, Math.min(4, Math.floor(innerWidth / 420))));

function layout() {
  columns.replaceChildren(...shown.map((id) => chats.get(id).section));
  bar.replaceChildren(
    ...[...chats.values()].map(({ person }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = person.first_name;
      button.setAttribute("aria-pressed", String(shown.includes(person.id)));
      const count = news.get(person.id);
      if (count) {
        const badge = document.createElement("span");
        badge.className = "badge";
        badge.textContent = count;
        badge.setAttribute("aria-label", `nowe wiadomości: ${count}`);
        button.append(badge);
      }
      button.onclick = () => toggle(person.id);
      return button;
    }),
  );
  for (const id of shown) chats.get(id).bottom();
}

function toggle(id) {
  if (shown.includes(id) && shown.length > 1) shown = shown.filter((other) => other !== id);
  else if (!shown.includes(id)) shown = [...shown, id].slice(-most());
  news.delete(id);
  layout();
}

async function reload() {
  for (const person of await api.people()) if (!chats.has(person.id)) chats.set(person.id, new Chat(person));
  if (!shown.length) shown = [...chats.keys()].slice(0, most());
  layout();
  await Promise.all([...chats.values()].map((chat) => chat.refresh()));
  layout();
}

function heard(kind, data) {
  const chat = chats.get(data.person);
  if (!chat) return reload();
  chat.heard(kind, data);
  if (kind === "message" && data.message.from === "bot" && !shown.includes(data.person)) {
    news.set(data.person, (news.get(data.person) ?? 0) + 1);
    layout();
  }
}

const newcomer = document.querySelector("dialog.newcomer");
document.querySelector(".add").onclick = () => newcomer.showModal();
newcomer.querySelector(".cancel").onclick = () => newcomer.close();
newcomer.querySelector("form").onsubmit = async (event) => {
  event.preventDefault();
  const person = await api.newcomer(Object.fromEntries(new FormData(event.target)));
  event.target.reset();
  newcomer.close();
  await reload();
  if (!shown.includes(person.id)) toggle(person.id);
};

narrow.addEventListener("change", () => {
  shown = shown.slice(-most());
  layout();
});

api.listen(heard, (connected) => {
  document.querySelector(".offline").hidden = connected;
  if (connected) reload().catch(() => toast("Nie udało się odczytać rozmów"));
});
