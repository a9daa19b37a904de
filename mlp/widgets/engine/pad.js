// The page's side of the drawing pad (drawing_pad.py): paper, pen and keyboard. A stroke is a list of [x, y].

const HELP = "Mouse, finger or pen; or by keyboard: the arrow keys move the pen, with Shift by less, Space lowers and lifts it."

function render({ model, el }) {
  const side = model.get("side")
  const step = side / 28 // one pixel of what the network sees
  let strokes = model.get("value")
  let pointer = null // the number of the pointer that is drawing
  let pen = [step, step]

  el.classList.add("mlp-drawing-pad")
  el.dataset.lmSuppressShortcuts = "" // JupyterLab leaves the keys to the pad
  el.innerHTML = `
    <span class="widget-label"></span>
    <canvas tabindex="0" role="application"></canvas>
    <span class="mlp-drawing-help"></span>
    <label><input type="checkbox"> Pen down</label>
    <label class="jupyter-button mlp-open-picture">Open a picture file<input type="file"></label>`
  const [canvas, down, file] = ["canvas", "[type=checkbox]", "[type=file]"].map(part => el.querySelector(part))
  el.querySelector(".widget-label").textContent = model.get("description")
  el.querySelector(".mlp-drawing-help").textContent = HELP
  canvas.width = canvas.height = side
  canvas.setAttribute("aria-label", `${model.get("description")}: a drawing pad. ${HELP}`)
  file.accept = model.get("formats")
  const paper = canvas.getContext("2d")

  function paint() {
    paper.fillStyle = "white"
    paper.fillRect(0, 0, side, side)
    paper.fillStyle = paper.strokeStyle = "black"
    paper.lineWidth = model.get("brush")
    paper.lineCap = paper.lineJoin = "round"
    for (const stroke of strokes) {
      paper.beginPath()
      for (const [x, y] of [stroke[0], ...stroke]) paper.lineTo(x, y)
      if (model.get("fill") && isClosed(stroke)) paper.fill("evenodd")
      paper.stroke()
    }
    if (document.activeElement === canvas) paintPen()
  }

  function isClosed(stroke) {
    const [[x0, y0], [x1, y1]] = [stroke[0], stroke.at(-1)]
    return stroke.length > 2 && Math.hypot(x1 - x0, y1 - y0) <= model.get("closing")
  }

  function paintPen() {
    paper.lineWidth = 3
    paper.strokeStyle = down.checked ? "#B34700" : "#005F99"
    paper.beginPath()
    paper.arc(...pen, Math.max(5, model.get("brush") / 2 + 3), 0, 2 * Math.PI)
    paper.stroke()
  }

  function show(changed) {
    strokes = changed
    model.set("value", changed)
    model.save_changes()
    paint()
  }

  function begin(point) {
    down.checked = true
    pen = point
    show([...strokes, [point]])
  }

  function extend(points) {
    pen = points.at(-1)
    show([...strokes.slice(0, -1), [...strokes.at(-1), ...points]])
  }

  function lift() {
    down.checked = false
    pointer = null
    paint()
  }

  const within = number => Math.round(Math.min(side, Math.max(0, number)))

  function pointOf(event) {
    const box = canvas.getBoundingClientRect()
    return [within((event.clientX - box.left) * side / box.width), within((event.clientY - box.top) * side / box.height)]
  }

  canvas.addEventListener("pointerdown", event => {
    if (pointer !== null || event.button !== 0) return
    pointer = event.pointerId
    canvas.setPointerCapture(pointer)
    begin(pointOf(event))
  })
  canvas.addEventListener("pointermove", event => {
    if (event.pointerId !== pointer) return
    const moves = event.getCoalescedEvents()
    extend((moves.length ? moves : [event]).map(pointOf))
  })
  for (const kind of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(kind, event => { if (event.pointerId === pointer) lift() })
  }

  canvas.addEventListener("keydown", event => {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
    if (event.key === " ") {
      down.checked ? lift() : begin(pen)
    } else if (event.key in moves) {
      const [right, below] = moves[event.key].map(way => way * (event.shiftKey ? step / 5 : step))
      const point = [within(pen[0] + right), within(pen[1] + below)]
      if (down.checked) extend([point])
      else { pen = point; paint() }
    } else return
    event.preventDefault()
    event.stopPropagation()
  })
  canvas.addEventListener("focus", paint)
  canvas.addEventListener("blur", paint)
  down.addEventListener("change", () => down.checked ? begin(pen) : lift())

  file.addEventListener("change", async () => {
    const { name, size } = file.files[0]
    const fits = size <= model.get("max_bytes") // a larger message would cut the page's connection to the kernel
    const content = new DataView(fits ? await file.files[0].arrayBuffer() : new ArrayBuffer(0))
    file.value = "" // so that the same file can be chosen again
    model.set("photo", { name, size, content })
    model.save_changes()
  })

  function follow() { // the kernel has changed the strokes: undo, clear, an example
    if (model.get("value") === strokes) return
    strokes = model.get("value")
    lift()
  }
  model.on("change:value", follow)
  model.on("change:brush change:fill", paint)
  paint()
  return () => {
    model.off("change:value", follow)
    model.off("change:brush change:fill", paint)
  }
}

export default { render }
