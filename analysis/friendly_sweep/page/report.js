// Makes the table of trials sortable and filterable. Without it the page is complete, in the order of the file.
(() => {
  const table = document.getElementById("trial-table");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const texts = rows.map(row => [...row.cells].map(cell => cell.textContent).join(" ").toLowerCase());

  const sort = (header, column) => {
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const isNumber = header.classList.contains("number");
    const key = new Map(rows.map(row => {
      const text = row.cells[column].textContent;
      return [row, isNumber ? parseFloat(text) : text];
    }));
    const compare = (a, b) => {
      const x = key.get(a), y = key.get(b);
      if (isNumber && (isNaN(x) || isNaN(y))) return isNaN(x) - isNaN(y);  // what is missing comes last
      return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1);
    };
    body.append(...[...rows].sort(compare));
  };
  [...table.tHead.rows[0].cells].forEach((header, column) => {
    const button = document.createElement("button");
    button.textContent = header.textContent;
    button.addEventListener("click", () => sort(header, column));
    header.replaceChildren(button);
  });

  const filter = document.createElement("p");
  filter.className = "filter";
  filter.innerHTML = '<input type="search" placeholder="Filter: nft convex done" aria-label="Filter trials">' +
    '<span class="found" role="status"></span>';
  const [input, found] = filter.children;
  const apply = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(word => word);
    let count = 0;
    rows.forEach((row, i) => {
      row.hidden = !words.every(word => texts[i].includes(word));
      count += !row.hidden;
    });
    found.textContent = `${count} of ${rows.length} trials`;
  };
  input.addEventListener("input", apply);
  table.parentElement.before(filter);
  apply();
})();
