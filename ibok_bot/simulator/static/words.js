// Short words to the person: a toast, an alert, a photo in full.

export function toast(words) {
  const line = document.createElement("p");
  line.textContent = words;
  document.querySelector(".toasts").append(line);
  setTimeout(() => line.remove(), 4000);
}

export function alertBox(words) {
  const box = document.querySelector("dialog.notice");
  box.querySelector("p").textContent = words;
  box.showModal();
}

export function view(url) {
  const box = document.querySelector("dialog.viewer");
  box.querySelector("img").src = url;
  box.onclick = () => box.close(); // anywhere: the picture, the button, the dark around them
  box.showModal();
}
