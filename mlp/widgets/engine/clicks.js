// Tells the kernel where in the picture of its live panel somebody clicks, as shares of its width and height.
export default {
    render({ model, el }) {
        let panel = null;
        const tell = (event) => {
            if (event.target.tagName !== "IMG") return;
            const box = event.target.getBoundingClientRect();
            const across = (event.clientX - box.left) / box.width;
            const down = (event.clientY - box.top) / box.height;
            model.set("value", [across, down]);
            model.save_changes();
        };
        const find = () => {  // until the page has put this element into its panel
            panel = el.closest(".mlp-live-panel");
            if (panel) panel.addEventListener("click", tell);
            else frame = requestAnimationFrame(find);
        };
        let frame = requestAnimationFrame(find);
        return () => {
            cancelAnimationFrame(frame);
            if (panel) panel.removeEventListener("click", tell);
        };
    },
};
