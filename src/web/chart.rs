//! Charts as SVG, drawn here: no scripts, no styles but classes. Series differ by their pattern as
//! well as by their colour, so that they can be told apart in grey; the numbers stand beside the
//! chart as a table, and whoever cannot see it hears its title and description.

use std::fmt::Write;

/// A series of a chart: a name, the class that paints it, and a value for each place.
pub(super) struct Series {
    pub(super) name: &'static str,
    pub(super) class: &'static str,
    pub(super) values: Vec<i64>,
}

/// The area in which a chart is drawn, in its own units.
const WIDTH: i64 = 440;
const HEIGHT: i64 = 210;
const LEFT: i64 = 46;
const TOP: i64 = 10;
const BOTTOM: i64 = 26;

/// Columns beside each other for every place, such as a week. `label` writes a number for the
/// scale.
pub(super) fn columns(
    title: &str,
    description: &str,
    places: &[String],
    series: &[Series],
    label: impl Fn(i64) -> String,
) -> String {
    let most = series
        .iter()
        .flat_map(|series| &series.values)
        .copied()
        .max()
        .unwrap_or(0);
    let step = nice_step(most);
    let top = step * most.div_euclid(step).max(0) + if most % step == 0 { 0 } else { step };
    let top = top.max(step);
    let floor = HEIGHT - BOTTOM;
    let y = |value: i64| floor - (floor - TOP) * value / top;
    let mut svg = open("chart", WIDTH, HEIGHT, title, description);
    let mut tick = 0;
    while tick <= top {
        let at = y(tick);
        add(
            &mut svg,
            format_args!(
                "<line class=\"grid\" x1=\"{LEFT}\" y1=\"{at}\" x2=\"{WIDTH}\" y2=\"{at}\"/>\
             <text class=\"scale\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
                LEFT - 6,
                at + 4,
                escaped(&label(tick)),
            ),
        );
        tick += step;
    }
    let count = i64::try_from(places.len()).unwrap_or(1).max(1);
    let room = (WIDTH - LEFT) / count;
    let width = (room - 6).max(3) / i64::try_from(series.len()).unwrap_or(1).max(1);
    for (place, name) in (0_i64..).zip(places) {
        let x = LEFT + place * room + 3;
        for (nth, series) in (0_i64..).zip(series) {
            let index = usize::try_from(place).unwrap_or(0);
            let value = series.values.get(index).copied().unwrap_or(0);
            let at = y(value);
            add(
                &mut svg,
                format_args!(
                    "<rect class=\"{}\" x=\"{}\" y=\"{at}\" width=\"{}\" height=\"{}\"><title>{}, {}: {}</title></rect>",
                    series.class,
                    x + nth * width,
                    (width - 1).max(1),
                    floor - at,
                    escaped(name),
                    escaped(series.name),
                    escaped(&label(value)),
                ),
            );
        }
        // Every other name, the last one among them: there is no room for all.
        if (count - 1 - place) % 2 == 0 {
            add(
                &mut svg,
                format_args!(
                    "<text class=\"scale\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                    x + (room - 6) / 2,
                    HEIGHT - 8,
                    escaped(name),
                ),
            );
        }
    }
    svg.push_str("</svg>");
    svg
}

/// A bar for each value, each with its share of the first.
pub(super) fn funnel(
    title: &str,
    description: &str,
    bars: &[(String, String, &'static str, i64)],
) -> String {
    let most = bars.iter().map(|bar| bar.3).max().unwrap_or(0).max(1);
    let row = 48;
    let height = row * i64::try_from(bars.len()).unwrap_or(0);
    let mut svg = open("chart funnel", WIDTH, height, title, description);
    for (place, (name, shown, class, value)) in (0_i64..).zip(bars) {
        let y = place * row;
        let width = (WIDTH - 2) * value / most;
        add(
            &mut svg,
            format_args!(
                "<text class=\"name\" x=\"0\" y=\"{}\">{}</text>\
             <text class=\"value\" x=\"{WIDTH}\" y=\"{}\" text-anchor=\"end\">{}</text>\
             <rect class=\"track\" x=\"0\" y=\"{}\" width=\"{WIDTH}\" height=\"14\" rx=\"4\"/>\
             <rect class=\"{class}\" x=\"1\" y=\"{}\" width=\"{}\" height=\"12\" rx=\"3\"/>",
                y + 16,
                escaped(name),
                y + 16,
                escaped(shown),
                y + 23,
                y + 24,
                if *value > 0 { width.max(3) } else { 0 },
            ),
        );
    }
    svg.push_str("</svg>");
    svg
}

/// The opening of a picture, with what is painted in stripes and dots.
fn open(class: &str, width: i64, height: i64, title: &str, description: &str) -> String {
    format!(
        "<svg class=\"{class}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{}\">\
         <desc>{}</desc><defs>\
         <pattern id=\"stripes\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
         <rect class=\"stripe-ground\" width=\"5\" height=\"5\"/><rect class=\"stripe\" width=\"2.4\" height=\"5\"/></pattern>\
         <pattern id=\"dots\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\">\
         <rect class=\"dot-ground\" width=\"5\" height=\"5\"/><circle class=\"dot\" cx=\"2.5\" cy=\"2.5\" r=\"1.1\"/></pattern>\
         </defs>",
        escaped(title),
        escaped(description),
    )
}

/// The distance of the lines of a scale: 1, 2 or 5 times a power of ten, four lines or so.
fn nice_step(most: i64) -> i64 {
    let mut power = 1;
    loop {
        for factor in [1, 2, 5] {
            let step = power * factor;
            if most <= step * 4 {
                return step;
            }
        }
        power *= 10;
    }
}

fn add(svg: &mut String, part: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    svg.write_fmt(part).unwrap_or_default();
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_has_few_round_steps() {
        for (most, step) in [
            (0, 1),
            (3, 1),
            (4, 1),
            (5, 2),
            (9, 5),
            (21, 10),
            (4000, 1000),
        ] {
            assert_eq!(nice_step(most), step, "{most}");
        }
    }

    #[test]
    fn a_chart_says_what_it_shows_and_lets_no_tags_in() {
        let series = [Series {
            name: "a & b",
            class: "solid",
            values: vec![0, 7],
        }];
        let places = ["<1>".to_owned(), "2".to_owned()];
        let svg = columns("T\"", "D", &places, &series, |value| value.to_string());
        assert!(svg.contains("aria-label=\"T&quot;\""));
        assert!(svg.contains("&lt;1&gt;, a &amp; b: 0") && svg.contains(": 7</title>"));
        assert_eq!(svg.matches("<rect class=\"solid\"").count(), 2);
        let empty = columns("", "", &[], &[], |value| value.to_string());
        assert!(empty.ends_with("</svg>"));
        let bars = [("x".to_owned(), "0".to_owned(), "solid", 0)];
        assert!(funnel("", "", &bars).contains("width=\"0\""));
    }
}
