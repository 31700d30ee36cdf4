// One person's chat with the bot: a column.
import * as api from "./api.js";
import { compose } from "./composer.js";
import { dayOf, draw } from "./message.js";

const ACTIONS = { typing: "bot pisze…", upload_document: "bot przygotowuje plik…", upload_photo: "bot przygotowuje zdjęcie…" };

export class Chat {
  constructor(person) {
    this.person = person;
    this.messages = new Map();
    this.section = document.getElementById("chat").content.cloneNode(true).firstElementChild;
    this.log = this.section.querySelector(".log");
    this.down = this.section.querySelector(".down");
    this.quiet = null;
    this.head();
    this.composer = compose(this.section, person, this);
    this.down.onclick = () => this.bottom();
    this.log.onscroll = () => {
      if (this.atBottom()) this.down.hidden = true;
    };
  }

  head() {
    const { person, section } = this;
    const name = `${person.first_name} ${person.last_name}`.trim();
    section.setAttribute("aria-label", `Rozmowa: ${name}`);
    this.log.setAttribute("aria-label", `Wiadomości: ${name}`);
    section.querySelector(".avatar").textContent = person.first_name[0] + (person.last_name[0] ?? "");
    const title = section.querySelector("h2");
    const role = document.createElement("small");
    role.textContent = person.role === "staff" ? "pracownik" : `klient · ${person.language_code}`;
    title.replaceChildren(name, role);
    section.querySelector(".hint pre").textContent = person.hint;
    section.querySelector(".hint").hidden = !person.hint;
    const block = section.querySelector(".block");
    const label = () => (block.textContent = person.blocked ? "Odblokuj bota" : "Zablokuj bota");
    label();
    block.onclick = async () => {
      await api.block(person.id, !person.blocked);
      person.blocked = !person.blocked;
      label();
    };
  }

  async refresh() {
    const all = await api.messages(this.person.id);
    this.messages = new Map(all.map((message) => [message.message_id, message]));
    this.log.replaceChildren();
    let day = null;
    for (const message of all) day = this.append(message, day);
    this.day = day;
    this.keyboard();
    this.bottom();
  }

  append(message, day) {
    const its = dayOf(message);
    if (its !== day) {
      const mark = document.createElement("p");
      mark.className = "day";
      mark.textContent = its;
      this.log.append(mark);
    }
    this.log.append(draw(this.person, message));
    return its;
  }

  heard(kind, data) {
    if (kind === "action") return this.acting(data.action);
    if (kind === "delete") return this.removed(data.message_id);
    const message = data.message;
    const follow = this.atBottom() || message.from === "person";
    const old = this.find(message.message_id);
    this.messages.set(message.message_id, message);
    if (old) {
      const fresh = draw(this.person, message);
      const focused = old.contains(document.activeElement);
      if (kind === "edit") fresh.classList.add("changed");
      old.replaceWith(fresh);
      if (focused) (fresh.querySelector(".keys button") ?? this.section.querySelector("textarea")).focus();
    } else this.day = this.append(message, this.day);
    if (message.from === "bot") this.acting(null);
    this.keyboard();
    if (follow) this.bottom();
    else this.down.hidden = false;
  }

  removed(number) {
    this.messages.delete(number);
    const box = this.find(number);
    if (!box) return;
    box.classList.add("leaving");
    setTimeout(() => box.remove(), 240);
  }

  acting(action) {
    clearTimeout(this.quiet);
    this.section.querySelector(".action").textContent = action ? (ACTIONS[action] ?? "…") : "";
    if (action) this.quiet = setTimeout(() => this.acting(null), 5000);
  }

  keyboard() {
    const last = [...this.messages.values()].findLast((message) => message.keyboard);
    this.section.querySelector(".reply-keyboard").replaceChildren(
      ...(last?.keyboard ?? []).map((row) => {
        const line = document.createElement("div");
        line.className = "row";
        line.append(
          ...row.map((label) => {
            const button = document.createElement("button");
            button.type = "button";
            button.textContent = label.text ?? label;
            button.onclick = () => this.composer.say({ text: button.textContent });
            return button;
          }),
        );
        return line;
      }),
    );
  }

  lastOwn() {
    return [...this.messages.values()].findLast((message) => message.from === "person" && message.text);
  }

  find(number) {
    return this.log.querySelector(`[data-id="${number}"]`);
  }

  atBottom() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
  }

  bottom() {
    this.log.scrollTop = this.log.scrollHeight;
    this.down.hidden = true;
  }
}
