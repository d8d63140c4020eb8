// What is wrong with a page for those who read it, each fault as a line of text; what axe does not look for.
"use strict";

window.checks = (() => {
  const TARGETS = 'a[href], button, input:not([disabled]), select, textarea, summary, [tabindex]:not([tabindex="-1"])';
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const name = (element) => {
    const words = element.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
    return `${element.localName}.${element.getAttribute("class") ?? ""} "${words}"`;
  };

  // Hidden from the eye on purpose, for those who hear the page: cut to nothing, or moved away.
  const isHeardOnly = (element) => {
    for (let one = element; one && one !== document.body; one = one.parentElement) {
      const box = one.getBoundingClientRect();
      const style = getComputedStyle(one);
      const isCut = style.overflow !== "visible" && style.display !== "inline";
      if ((isCut && box.width <= 1 && box.height <= 1) || box.right < -999 || box.bottom + scrollY < 0) return true;
    }
    return false;
  };
  const isSeen = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !isHeardOnly(element);

  const texts = () => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const holder = walker.currentNode.parentElement;
      if (walker.currentNode.data.trim() && !holder.closest("style, script, title, desc")) found.push(walker.currentNode);
    }
    return found;
  };

  // Colours, as the screen has them.
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const colour = (css) => {
    if (!known.has(css)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = css;
      canvas.fillRect(0, 0, 1, 1);
      known.set(css, [...canvas.getImageData(0, 0, 1, 1).data]);
    }
    return known.get(css);
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((part, i) => (part * a + below[i] * (255 - a)) / 255);
  const ground = (element) => {
    if (!element) return colour(matchMedia("print").matches ? "white" : "canvas").slice(0, 3);
    const own = colour(getComputedStyle(element).backgroundColor);
    return own[3] === 255 ? own.slice(0, 3) : over(own, ground(element.parentElement));
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((part) => (part <= 10 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const contrastOn = (css, element) => contrast(over(colour(css), ground(element)), ground(element));

  const languageAndDirection = () => {
    const { lang } = document.documentElement;
    return [lang, getComputedStyle(document.body).direction];
  };

  const headings = () => {
    const levels = all("h1, h2, h3, h4, h5, h6").map((one) => [Number(one.localName[1]), name(one)]);
    const first = levels.filter(([level]) => level === 1).length;
    const gaps = levels.filter(([level], i) => level > (i ? levels[i - 1][0] : 0) + 1);
    return [
      ...gaps.map(([, one]) => `a level is left out before ${one}`),
      ...(first === 1 ? [] : [`${first} headings of the first level`]),
    ];
  };

  // WCAG 1.4.10: nobody has to scroll in two directions.
  const sideways = () => {
    const page = document.scrollingElement;
    const sticksOut = (one) => {
      const box = one.getBoundingClientRect();
      return isSeen(one) && box.width > 0 && (box.right > innerWidth + 1 || box.left < -1);
    };
    const scrolls = (one) => /auto|scroll/.test(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + 1;
    return [
      ...(page.scrollWidth > page.clientWidth ? [`the page is ${page.scrollWidth} wide`] : []),
      ...all("body *").filter(sticksOut).map((one) => `sticks out: ${name(one)}`),
      ...all("body *").filter(scrolls).map((one) => `scrolls sideways: ${name(one)}`),
    ];
  };

  // WCAG 1.4.12: the spacing that a reader may set.
  const space = () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }" +
        "p { margin-block-end: 2em !important; }",
    );
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  };

  const isCut = (one) => {
    const style = getComputedStyle(one);
    if (!isSeen(one) || one.closest("svg")) return false;
    const cutsWidth = /hidden|clip/.test(style.overflowX) && one.scrollWidth > one.clientWidth + 1;
    return cutsWidth || (/hidden|clip/.test(style.overflowY) && one.scrollHeight > one.clientHeight + 1);
  };
  const leavesPicture = (one) => {
    const [box, frame] = [one.getBoundingClientRect(), one.ownerSVGElement.getBoundingClientRect()];
    const isOut = box.left < frame.left - 1 || box.right > frame.right + 1;
    return isSeen(one) && (isOut || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
  };
  const cut = () => [
    ...all("body, body *").filter(isCut).map((one) => `cut: ${name(one)}`),
    ...all("svg text").filter(leavesPicture).map((one) => `leaves its picture: ${name(one)}`),
  ];

  // Lines of text that lie on each other; of each only the middle counts, where the letters are.
  const overlaps = () => {
    const boxes = texts()
      .filter((text) => isSeen(text.parentElement))
      .flatMap((text) => {
        const range = document.createRange();
        range.selectNodeContents(text);
        return [...range.getClientRects()].map((box) => ({
          top: box.top + box.height / 4, bottom: box.bottom - box.height / 4, left: box.left + 1, right: box.right - 1,
          text,
        }));
      })
      .filter((box) => box.right > box.left)
      .sort((one, other) => one.top - other.top);
    const found = new Set();
    boxes.forEach((one, i) => {
      for (let j = i + 1; j < boxes.length && boxes[j].top < one.bottom; j += 1) {
        const other = boxes[j];
        if (one.text !== other.text && one.left < other.right && other.left < one.right) {
          found.add(`"${one.text.data.trim().slice(0, 30)}" lies on "${other.text.data.trim().slice(0, 30)}"`);
        }
      }
    });
    return [...found];
  };

  // WCAG 2.5.8, and no exception asked for.
  const smallTargets = (least = 24) =>
    all(TARGETS)
      .filter(isSeen)
      .map((one) => [one.getBoundingClientRect(), one])
      .filter(([box]) => box.width < least - 0.01 || box.height < least - 0.01)
      .map(([box, one]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${name(one)}`);

  let stops = [];
  const countStops = () => {
    document.activeElement?.blur();
    scrollTo(0, 0);
    stops = all(TARGETS).filter((one) => one.checkVisibility({ visibilityProperty: true }));
    return stops.length;
  };
  const outlineFault = (one) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 1) return "has no outline";
    const isFaint = outlineStyle !== "auto" && contrastOn(outlineColor, one.parentElement) < 3;
    return isFaint ? "has an outline that is hard to see" : "";
  };
  const placeFault = (one) => {
    // A link that goes on to a line of its own leaves an empty box on that before.
    const box = [...one.getClientRects()].find(({ width }) => width > 1) ?? one.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    if (box.left < -1 || box.right > innerWidth + 1 || box.top < -1 || box.bottom > innerHeight + 1) return "is out of view";
    const top = document.elementFromPoint(x, y);
    return top && (one.contains(top) || top.contains(one)) ? "" : `is covered by ${top && name(top)}`;
  };
  const focusFaults = (expected) => {
    const one = document.activeElement;
    if (!one || one === document.body) return ["nothing has the focus"];
    const isNext = one === stops[expected];
    return [isNext ? "" : "comes out of turn", outlineFault(one), placeFault(one)]
      .filter(Boolean)
      .map((fault) => `${name(one)} ${fault}`);
  };

  // All stops at once, faster than the tab key goes; that they come in their turn is not seen this way.
  const focus = () =>
    Array.from({ length: countStops() }, (_, i) => {
      stops[i].focus({ focusVisible: true });
      return focusFaults(i);
    }).flat();

  // The order in which things are seen: no heading, list or table stands above what comes before it.
  const outOfOrder = () => {
    const blocks = all("h1, h2, h3, h4, li, dt, table, svg").filter((one) => isSeen(one) && !one.closest("nav"));
    const place = (one) => one.getBoundingClientRect();
    return blocks
      .filter((one, i) => i && place(one).bottom <= place(blocks[i - 1]).top && place(one).height)
      .map((one) => `stands above what comes before it: ${name(one)}`);
  };

  // Print: what is seen on the screen but for the way around is on paper, dark on white, and the boxes with it.
  let onScreen = [];
  const remember = () => {
    onScreen = texts().filter((text) => isSeen(text.parentElement) && !text.parentElement.closest('nav, [class*="skip"]'));
    return onScreen.length;
  };
  const lostInPrint = () =>
    onScreen.filter((text) => !isSeen(text.parentElement)).map((text) => `not printed: ${name(text.parentElement)}`);
  const ink = (one) => (one.closest("svg") ? getComputedStyle(one).fill : getComputedStyle(one).color);
  const paleInPrint = () => {
    const white = [255, 255, 255];
    return texts()
      .map((text) => text.parentElement)
      .filter(isSeen)
      .filter((one) => contrast(ground(one), white) > 1.2 || contrast(over(colour(ink(one)), white), white) < 7)
      .map((one) => `not black on white: ${name(one)}`);
  };

  // WCAG 1.4.11: a box to tick has an edge that is seen.
  const boxFaults = (selector, least = 12) =>
    all(selector).flatMap((one) => {
      const box = one.getBoundingClientRect();
      const style = getComputedStyle(one);
      const hasEdge = ["Top", "Right", "Bottom", "Left"].every(
        (side) =>
          parseFloat(style[`border${side}Width`]) >= 1 &&
          contrastOn(style[`border${side}Color`], one.parentElement) >= 3,
      );
      const isBig = box.width >= least && box.height >= least;
      return isSeen(one) && isBig && hasEdge ? [] : [`no box to see beside "${name(one.parentElement)}"`];
    });

  // Room to write by hand: a line that is seen, and high enough for handwriting.
  const narrowRooms = (selector, least = 24) =>
    all(selector)
      .filter((one) => !isSeen(one) || one.getBoundingClientRect().height < least)
      .map((one) => `too little room: ${one.getBoundingClientRect().height} in ${name(one.parentElement)}`);

  // What could do something: only these elements belong in a page of this library, and none may carry a handler.
  const active = (root = document.documentElement) => {
    const isActive = (one) =>
      /^(script|iframe|frame|object|embed|form|base|img|image|video|audio|source|link|use|foreignobject|animate|set)$/.test(
        one.localName.toLowerCase(),
      ) || [...one.attributes].some(({ name: key, value }) => /^on|^srcdoc$|^style$/.test(key) || isBadAddress(key, value));
    const isBadAddress = (key, value) => /href|src$|action|formaction/.test(key) && !/^(https:\/\/|#)/.test(value);
    const isNotOurs = (one) => !one.hasAttribute("data-of-the-site");
    return [...root.querySelectorAll("*")].filter((one) => isActive(one) && isNotOurs(one)).map(name);
  };

  const axe = async (root = document) => {
    const values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations, passes } = await window.axe.run(root, {
      runOnly: { type: "tag", values },
      resultTypes: ["violations"],
    });
    const lines = violations.flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target} ${html}`));
    return passes.length ? lines : ["axe looked at nothing"];
  };

  return {
    active, axe, boxFaults, countStops, cut, focus, focusFaults, headings, languageAndDirection, lostInPrint, narrowRooms,
    outOfOrder, overlaps, paleInPrint, remember, sideways, smallTargets, space,
  };
})();
