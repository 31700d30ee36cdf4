// Where a person writes: text, commands, files, a location, a sticker; arrow up edits the last message.
import * as api from "./api.js";
import { toast } from "./words.js";

export function compose(section, person, chat) {
  const form = section.querySelector(".composer");
  const field = form.querySelector("textarea");
  const list = section.querySelector(".commands");
  let editing = null;
  let known = [];

  const attempt = async (work) => {
    try {
      await work();
    } catch {
      toast("Nie udało się wysłać");
    }
  };
  const say = (body) => attempt(() => api.say(person.id, body));
  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  };

  form.onsubmit = (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    const number = editing;
    editing = null;
    field.value = "";
    grow();
    hide();
    if (number) attempt(() => api.edit(person.id, number, text));
    else say({ text });
  };

  field.onkeydown = (event) => {
    if (!list.hidden && move(event)) return event.preventDefault();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "ArrowUp" && !field.value) {
      const last = chat.lastOwn();
      if (last) {
        event.preventDefault();
        editing = last.message_id;
        field.value = last.text;
        toast("Edycja ostatniej wiadomości");
      }
    } else if (event.key === "Escape") {
      editing = null;
      hide();
    }
  };
  field.oninput = () => {
    grow();
    if (/^\/\w*$/.test(field.value)) offer(field.value.slice(1));
    else hide();
  };

  form.querySelector(".slash").onclick = () => {
    if (!list.hidden) return hide();
    field.focus();
    offer("");
  };

  async function offer(prefix) {
    known = await api.commands(person.id);
    const fitting = known.filter((one) => one.command.startsWith(prefix));
    list.replaceChildren(
      ...fitting.map((one, place) => {
        const item = document.createElement("li");
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", String(place === 0));
        item.dataset.command = one.command;
        const name = document.createElement("b");
        name.textContent = `/${one.command}`;
        item.append(name, one.description);
        item.onclick = () => choose(item);
        return item;
      }),
    );
    list.hidden = !fitting.length;
  }

  function hide() {
    list.hidden = true;
  }

  function choose(item) {
    hide();
    field.value = "";
    say({ text: `/${item.dataset.command}` });
    field.focus();
  }

  function move(event) {
    const items = [...list.children];
    const now = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    if (event.key === "Enter" && now >= 0) {
      choose(items[now]);
      return true;
    }
    if (event.key === "Escape") {
      hide();
      return true;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return false;
    const next = (now + step + items.length) % items.length;
    items.forEach((item, place) => item.setAttribute("aria-selected", String(place === next)));
    items[next].scrollIntoView({ block: "nearest" });
    return true;
  }

  const more = form.querySelector(".more");
  for (const input of form.querySelectorAll("input[type=file]"))
    input.onchange = () => {
      const body = new FormData();
      body.append(input.name, input.files[0]);
      input.value = "";
      more.open = false;
      say(body);
    };
  form.querySelector(".location").onclick = () => {
    more.open = false;
    say({ location: { latitude: 52.2297, longitude: 21.0122 } });
  };
  form.querySelector(".sticker").onclick = () => {
    more.open = false;
    say({ sticker: "🙂" });
  };
  return { say };
}
