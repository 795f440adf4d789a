//! How alike two reports are: texts by their pairs of characters, photos by the bits of their perceptual hashes.

use std::collections::BTreeSet;

/// Bits of a perceptual hash that may differ before two photos have nothing in common: half of 64 differ by chance.
const STRANGERS: f64 = 24.0;

/// How alike two texts are, from 0 to 1: the share of their pairs of neighbouring characters that both have. None when
/// one has too few characters to tell.
pub fn likeness(a: &str, b: &str) -> Option<f64> {
    let (a, b) = (pairs(a), pairs(b));
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let both = a.intersection(&b).count();
    let either = a.len() + b.len() - both;
    // Texts have at most a thousand characters, so the counts are exact.
    Some(both as f64 / either as f64)
}

fn pairs(text: &str) -> BTreeSet<(char, char)> {
    let letters: Vec<char> =
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    letters.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// How alike two photos are, from 0 to 1, by their perceptual hashes.
pub fn difference(a: u64, b: u64) -> f64 {
    (1.0 - f64::from((a ^ b).count_ones()) / STRANGERS).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similar_sentences_are_alike_and_others_are_not() {
        let same = likeness("北门垃圾桶旁堆放垃圾", "北门垃圾桶旁垃圾堆放很久").unwrap();
        let other = likeness("北门垃圾桶旁堆放垃圾", "路灯不亮").unwrap();
        assert!(same > 0.35 && other < 0.1, "{same} {other}");
        assert_eq!(likeness("", "路灯"), None);
        assert!((likeness("Street Lamp", "street lamp!").unwrap() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn photos_are_alike_by_their_bits() {
        assert!((difference(7, 7) - 1.0).abs() < 1e-9);
        assert!(difference(0, u64::MAX) < 1e-9);
    }
}
