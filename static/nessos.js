/* The desk's own script: the language of search boxes, the board's dragging, and sentences where a request failed. */
(function () {
    "use strict";

    let dragged = null;

    function board() {
        return document.getElementById("board");
    }

    function columnOf(target) {
        return target instanceof Element ? target.closest(".ness-column-cards") : null;
    }

    function mark(column) {
        for (const each of document.querySelectorAll(".ness-column-over")) {
            each.classList.remove("ness-column-over");
        }
        if (column) {
            column.classList.add("ness-column-over");
        }
    }

    /* Moving is choosing in the card's own form: dragging and the keyboard take the same way. */
    function move(card, column) {
        const select = card.querySelector("select[name=value]");
        if (!select || select.value === column.dataset.value) {
            return;
        }
        column.prepend(card);
        select.value = column.dataset.value;
        select.dispatchEvent(new Event("change", { bubbles: true }));
    }

    /* What was just filled in is shown a few frames later, and only then takes the focus. */
    function focusOnceShown(field, frames) {
        if (field && field.checkVisibility()) {
            field.focus();
        } else if (field && frames > 0) {
            window.requestAnimationFrame(function () {
                focusOnceShown(field, frames - 1);
            });
        }
    }

    /* Search boxes speak the language of the page; this runs before they are made. */
    document.addEventListener("DOMContentLoaded", function () {
        const jquery = window.django && window.django.jQuery;
        if (jquery && jquery.fn.select2 && document.documentElement.lang.toLowerCase() === "pt-br") {
            jquery.fn.select2.defaults.set("language", "pt-BR");
        }
    });

    /* On a phone the columns' titles stand before the values, in small letters as Django keeps them. */
    document.addEventListener("DOMContentLoaded", function () {
        document.querySelectorAll("#result_list [data-label]").forEach(function (cell) {
            const title = cell.dataset.label;
            cell.dataset.label = title.charAt(0).toUpperCase() + title.slice(1);
        });
    });

    document.addEventListener("dragstart", function (event) {
        const card = event.target instanceof Element ? event.target.closest(".ness-board-card[draggable=true]") : null;
        if (!card) {
            return;
        }
        dragged = card;
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", card.dataset.pk);
        card.classList.add("ness-dragged");
    });

    document.addEventListener("dragover", function (event) {
        const column = dragged && columnOf(event.target);
        if (column) {
            event.preventDefault();
            mark(column);
        }
    });

    document.addEventListener("drop", function (event) {
        const column = dragged && columnOf(event.target);
        if (column) {
            event.preventDefault();
            move(dragged, column);
        }
    });

    document.addEventListener("dragend", function () {
        if (dragged) {
            dragged.classList.remove("ness-dragged");
        }
        dragged = null;
        mark(null);
    });

    /* The move failed on its way (no network, session over, forbidden): read the board anew and say so. */
    function failed(event) {
        const frame = board();
        if (!frame || !frame.contains(event.target) || event.detail.requestConfig.verb !== "post") {
            return;
        }
        const sentence = frame.dataset.failed;
        window.htmx.ajax("GET", frame.dataset.url, { target: "#board", swap: "outerHTML" }).then(function () {
            const news = document.querySelector("#board .ness-board-news");
            const told = document.createElement("p");
            told.className = "ness-toast ness-toast-bad";
            told.textContent = sentence;
            news.append(told);
        });
    }

    document.addEventListener("htmx:responseError", failed);
    document.addEventListener("htmx:sendError", failed);

    /* An answer that was asked for and did not come: the sentence stands where the answer would. */
    function unanswered(event) {
        const form = event.target instanceof Element ? event.target.closest(".ness-answer form[data-failed]") : null;
        const told = form && form.querySelector("[role=status]");
        if (told) {
            told.className = "ness-bad";
            told.textContent = form.dataset.failed;
        }
    }

    document.addEventListener("htmx:responseError", unanswered);
    document.addEventListener("htmx:sendError", unanswered);

    /* One press, one request: a double click would ask an agent, and with its second press apply what nobody has read. */
    let asking = false;

    function isDialog(target) {
        return target instanceof Element && target.closest("#modal-content, #dialog") !== null;
    }

    document.addEventListener("submit", function (event) {
        if (isDialog(event.target) && asking) {
            event.preventDefault();
            event.stopImmediatePropagation();
        }
    }, true);

    document.addEventListener("click", function (event) {
        if (event.detail > 1 && isDialog(event.target) && event.target.closest("button[type=submit]")) {
            event.preventDefault();
            event.stopImmediatePropagation();
        }
    }, true);

    document.addEventListener("htmx:beforeRequest", function (event) {
        asking = asking || (isDialog(event.target) && event.detail.requestConfig.verb === "post");
    });

    document.addEventListener("htmx:afterRequest", function (event) {
        if (event.detail.requestConfig && event.detail.requestConfig.verb === "post") {
            asking = false;
        }
    });

    /* A question that opens says so to a screen reader, and the keyboard goes on inside of it. */
    document.addEventListener("htmx:afterSettle", function (event) {
        const box = event.target.id === "modal-content" ? event.target : null;
        if (!box) {
            return;
        }
        const title = box.querySelector("h1");
        box.setAttribute("role", "dialog");
        box.setAttribute("aria-modal", "true");
        box.setAttribute("aria-label", title ? title.textContent.trim() : "");
        focusOnceShown(box.querySelector("input:not([type=hidden]), select, textarea, button[type=submit]"), 60);
    });

    /* After a move the keyboard goes on where it was: on the way back. */
    document.addEventListener("htmx:afterSettle", function (event) {
        if (event.target.id === "board" && document.activeElement === document.body) {
            const undo = document.getElementById("board-undo");
            if (undo) {
                undo.focus({ preventScroll: true });
            }
        }
    });
})();
