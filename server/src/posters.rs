//! QR codes for posters, as SVG that prints crisply at any size.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

/// Light modules around the code, as ISO/IEC 18004 asks for.
const QUIET_ZONE: i32 = 4;

/// The QR code of a text as an SVG document without styles. Dark squares are one path, so that nothing shines through
/// between them; correction level M or better, where it costs no larger code. A text too long for any code gives an empty
/// picture.
pub fn qr_svg(text: &str) -> String {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else {
        return r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>"#.to_owned();
    };
    let side = code.size() + 2 * QUIET_ZONE;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while x < code.size() && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                let (left, top, length) = (start + QUIET_ZONE, y + QUIET_ZONE, x - start);
                write!(path, "M{left} {top}h{length}v1h-{length}z").expect("writing to a string never fails");
            }
            x += 1;
        }
    }
    // Colours are fixed: a code with the colours of a dark scheme is not read by every phone.
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>"##
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws the dark path again, module by module.
    fn dark_modules(svg: &str) -> Vec<(i32, i32)> {
        let path = svg.rsplit(" d=\"").next().unwrap().split('"').next().unwrap();
        let mut modules = Vec::new();
        for run in path.split('M').filter(|run| !run.is_empty()) {
            let (start, rest) = run.split_once('h').unwrap();
            let (x, y) = start.split_once(' ').unwrap();
            let length: i32 = rest.split('v').next().unwrap().parse().unwrap();
            let (x, y): (i32, i32) = (x.parse().unwrap(), y.parse().unwrap());
            modules.extend((x..x + length).map(|x| (x, y)));
        }
        modules
    }

    #[test]
    fn every_module_is_drawn_inside_a_quiet_zone() {
        let text = "https://wenming.example.cn/a/150623001001";
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        let svg = qr_svg(text);
        let mut expected = Vec::new();
        for y in 0..code.size() {
            let dark = (0..code.size()).filter(|&x| code.get_module(x, y));
            expected.extend(dark.map(|x| (x + QUIET_ZONE, y + QUIET_ZONE)));
        }
        assert_eq!(dark_modules(&svg), expected);
        let side = code.size() + 8;
        assert!(svg.contains(&format!("viewBox=\"0 0 {side} {side}\"")));
        assert!(!svg.contains("style"));
    }

    #[test]
    fn a_text_that_no_code_can_hold_gives_a_picture_all_the_same() {
        assert!(qr_svg(&"长".repeat(3_000)).starts_with("<svg"));
    }
}
