// One person's chat with the bot: a column.
import * as api from "./api.js";
import { compose } from "./composer.js";
import { dayOf, draw } from "./message.js";
import { toast } from "./words.js";

const ACTIONS = { typing: "bot pisze…", upload_document: "bot przygotowuje plik…", upload_photo: "bot przygotowuje zdjęcie…" };

export class Chat {
  constructor(person) {
    this.messages = new Map();
    this.section = document.getElementById("chat").content.cloneNode(true).firstElementChild;
    this.log = this.section.querySelector(".log");
    this.down = this.section.querySelector(".down");
    this.field = this.section.querySelector("textarea");
    this.quiet = null;
    this.late = null;
    this.keys = "[]";
    this.meet(person);
    this.composer = compose(this.section, person, this);
    this.head();
    this.down.onclick = () => {
      this.bottom();
      this.field.focus();
    };
    this.stuck = true; // to the bottom, until the person scrolls away
    this.log.onscroll = () => {
      this.stuck = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
      if (this.stuck) this.down.hidden = true;
    };
    const follow = () => this.stuck && this.bottom();
    this.log.addEventListener("load", follow, true); // a picture takes its room when it has come
    new ResizeObserver(follow).observe(this.log);
  }

  head() {
    const { person, section } = this;
    const how = section.querySelector(".how");
    how.onclick = () => {
      const hint = section.querySelector(".hint");
      hint.hidden = !hint.hidden;
      how.setAttribute("aria-expanded", String(!hint.hidden));
    };
    section.querySelector(".block").onclick = async () => {
      try {
        await api.block(person.id, !this.person.blocked);
        this.meet({ ...this.person, blocked: !this.person.blocked });
      } catch {
        toast("Nie udało się");
      }
    };
  }

  meet(person) {
    this.person = person;
    const { section } = this;
    const name = `${person.first_name} ${person.last_name}`.trim();
    section.setAttribute("aria-label", `Rozmowa: ${name}`);
    this.log.setAttribute("aria-label", `Wiadomości: ${name}`);
    section.querySelector(".avatar").textContent = initial(person.first_name) + initial(person.last_name);
    const role = document.createElement("small");
    const who = person.role === "staff" ? "pracownik" : `klient · ${person.language_code}`;
    role.textContent = person.blocked ? `${who} · bot zablokowany` : who;
    section.querySelector("h2").replaceChildren(name, role);
    section.querySelector(".hint").textContent = person.hint;
    section.querySelector(".how").hidden = !person.hint;
    section.querySelector(".block .word").textContent = person.blocked ? "Odblokuj" : "Zablokuj";
    section.classList.toggle("blocked", person.blocked);
  }

  // What is heard meanwhile may be newer than the answer, so it waits and is told after it.
  async refresh() {
    const late = (this.late = []);
    try {
      const all = await api.messages(this.person.id);
      this.messages = new Map(all.map((message) => [message.message_id, message]));
      this.log.setAttribute("aria-busy", "true");
      this.log.replaceChildren();
      this.day = null;
      for (const message of all) this.append(message);
      this.log.removeAttribute("aria-busy");
      this.keyboard();
      this.bottom();
    } finally {
      if (this.late === late) this.late = null;
      for (const [kind, data] of late) this.heard(kind, data);
    }
  }

  append(message) {
    const its = dayOf(message);
    if (its !== this.day) {
      const mark = document.createElement("p");
      mark.className = "day";
      mark.textContent = its;
      this.log.append(mark);
    }
    this.day = its;
    this.log.append(draw(this.person, message));
  }

  heard(kind, data) {
    if (this.late) this.late.push([kind, data]);
    else if (kind === "action") this.acting(data.action);
    else if (kind === "delete") this.removed(data.message_id);
    else this.said(kind, data.message);
  }

  said(kind, message) {
    const follow = this.stuck || message.from === "person";
    const old = this.find(message.message_id);
    this.messages.set(message.message_id, message);
    if (old) this.redraw(old, message, kind === "edit");
    else this.append(message);
    if (message.from === "bot") this.acting(null);
    this.keyboard();
    if (follow) this.bottom();
    else if (kind === "message") this.down.hidden = false;
  }

  redraw(old, message, changed) {
    const reachable = (box) => [...box.querySelectorAll("button, a")];
    const place = reachable(old).indexOf(document.activeElement);
    const fresh = draw(this.person, message);
    if (changed) fresh.classList.add("changed");
    old.replaceWith(fresh);
    if (place < 0) return;
    const now = reachable(fresh);
    (now[Math.min(place, now.length - 1)] ?? this.newestKey() ?? this.field).focus();
  }

  removed(number) {
    this.messages.delete(number);
    this.keyboard();
    const box = this.find(number);
    if (!box) return;
    if (box.contains(document.activeElement)) (this.newestKey() ?? this.field).focus();
    delete box.dataset.id;
    box.inert = true;
    box.classList.add("leaving");
    setTimeout(() => box.remove(), 240);
  }

  acting(action) {
    clearTimeout(this.quiet);
    this.section.querySelector(".action").textContent = action ? (ACTIONS[action] ?? "bot pracuje…") : "";
    if (action) this.quiet = setTimeout(() => this.acting(null), 5000);
  }

  keyboard() {
    const rows = [...this.messages.values()].findLast((message) => message.keyboard)?.keyboard ?? [];
    const keys = JSON.stringify(rows);
    if (keys === this.keys) return;
    this.keys = keys;
    const box = this.section.querySelector(".reply-keyboard");
    box.hidden = !rows.length;
    box.replaceChildren(...rows.map((row) => this.replies(row)));
  }

  replies(row) {
    const line = document.createElement("div");
    line.className = "row";
    for (const label of row) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label.text ?? label;
      button.onclick = () => this.composer.say({ text: button.textContent });
      line.append(button);
    }
    return line;
  }

  lastOwn() {
    return [...this.messages.values()].findLast((message) => message.from === "person" && message.text);
  }

  newestKey() {
    const last = [...this.log.querySelectorAll(".message:not(.leaving)")].at(-1);
    return last?.querySelector(".keys button") ?? null;
  }

  find(number) {
    return this.log.querySelector(`[data-id="${number}"]`);
  }

  bottom() {
    this.stuck = true;
    this.log.scrollTop = this.log.scrollHeight;
    this.down.hidden = true;
  }
}

// The first sign as a person sees it: an emoji is two units.
function initial(name) {
  return [...name][0] ?? "";
}
