// What a page of a report has to hold, looked at in a browser. An expression: { faults: [text] }.
(() => {
  const faults = [];
  const expect = (holds, fault) => { if (!holds) faults.push(fault); };
  const drawn = (element) => { const box = element.getBoundingClientRect(); return box.width > 0 || box.height > 0; };
  const width = document.documentElement.clientWidth;

  expect(document.documentElement.scrollWidth <= width, `the page is ${document.documentElement.scrollWidth} wide, the window ${width}`);
  for (const name of ["script", "iframe", "img", "link", "object", "embed", "form", "base"]) {
    expect(!document.querySelector(name), `there is a <${name}>`);
  }
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      expect(!/^on/i.test(name), `<${element.localName}> has ${name}`);
      if (/^(href|src|xlink:href|action)$/i.test(name)) expect(value.startsWith("#"), `<${element.localName}> goes to ${value}`);
    }
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  expect(new Set(ids).size === ids.length, "an id stands twice");
  for (const link of document.querySelectorAll("a[href]")) {
    expect(document.getElementById(link.getAttribute("href").slice(1)), `nothing is called ${link.getAttribute("href")}`);
  }

  for (const chart of document.querySelectorAll("svg.chart")) {
    const figure = chart.closest("figure");
    const name = figure ? figure.id : "a chart without a figure";
    expect(chart.getAttribute("role") === "img", `${name} is no image to those who cannot see it`);
    const labels = (chart.getAttribute("aria-labelledby") || "").split(" ").map((id) => document.getElementById(id));
    expect(labels.length === 2 && labels.every((label) => label && label.textContent.trim()), `${name} lacks a title or a description`);
    expect(figure && figure.querySelector("h3").textContent.trim(), `${name} has no heading`);
    expect([...chart.querySelectorAll("text.axis")].some((axis) => axis.textContent.trim()), `${name} has no label at an axis`);
    const marks = [...chart.querySelectorAll(".mark, .mark *")].filter((mark) => /^(circle|rect|path|line)$/.test(mark.localName));
    expect(marks.some(drawn), `${name} has no marks`);
    for (const place of chart.querySelectorAll("*")) {
      for (const { name: attribute, value } of place.attributes) {
        expect(!/NaN|inf/.test(value) || attribute === "aria-labelledby" || attribute === "id", `${name}: ${attribute} is ${value}`);
      }
    }
    for (const text of chart.querySelectorAll("text")) {
      const box = text.getBoundingClientRect();
      expect(box.left >= -1 && box.right <= width + 1, `${name}: “${text.textContent}” lies from ${box.left} to ${box.right}`);
    }
    const table = figure && figure.querySelector("table");
    expect(table && table.querySelectorAll("tbody tr").length > 0, `${name} has no table under it`);
    if (table && matchMedia("print").matches) expect(table.checkVisibility() && drawn(table), `the table of ${name} is not printed`);
  }
  for (const table of document.querySelectorAll("table")) {
    const columns = table.querySelectorAll("thead th").length;
    for (const row of table.querySelectorAll("tbody tr:not(.heading)")) {
      expect(row.children.length === columns, `a row of ${row.children.length} cells under ${columns} columns: ${row.textContent}`);
    }
  }
  return { faults: [...new Set(faults)].slice(0, 20) };
})()
