//! Small pictures with a place in them, each made here.

use super::*;

/// A TIFF with an orientation and a place: 51° 30′.
fn exif(order: Order) -> Vec<u8> {
    let u16s = |word: u16| match order {
        Order::Big => word.to_be_bytes(),
        Order::Little => word.to_le_bytes(),
    };
    let u32s = |long: u32| match order {
        Order::Big => long.to_be_bytes(),
        Order::Little => long.to_le_bytes(),
    };
    let mut tiff = match order {
        Order::Big => b"MM\0*".to_vec(),
        Order::Little => b"II*\0".to_vec(),
    };
    let mut put = |words: &[u16], longs: &[u32], pad: bool| {
        words.iter().for_each(|word| tiff.extend(u16s(*word)));
        longs.iter().for_each(|long| tiff.extend(u32s(*long)));
        if pad {
            tiff.extend([0, 0]);
        }
    };
    put(&[], &[8], false);
    put(&[2], &[], false);
    put(&[0x0112, 3], &[1], false);
    put(&[6], &[], true);
    put(&[0x8825, 4], &[1, 38], false);
    put(&[], &[0], false);
    put(&[1], &[], false);
    put(&[2, 5], &[3, 56, 0], false);
    put(&[], &[51, 1, 30, 1, 4242, 1], false);
    tiff
}

fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], &length[..], payload].concat()
}

fn photo(order: Order) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8];
    bytes.extend(segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"));
    bytes.extend(segment(0xe1, &[b"Exif\0\0", &exif(order)[..]].concat()));
    bytes.extend(segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta exif:GPSLatitude=\"51,30N\"/>"));
    bytes.extend(segment(0xe2, b"ICC_PROFILE\0\x01\x01profile"));
    bytes.extend(segment(0xe2, b"MPF\0where the next picture is"));
    bytes.extend(segment(0xed, b"Photoshop 3.0\08BIM by Jane"));
    bytes.extend(segment(0xfe, b"taken at home"));
    bytes.extend(segment(0xdb, &[7; 65]));
    bytes.extend(segment(0xda, &[1, 1, 0, 0, 63, 0]));
    bytes.extend([1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4, 0xff, 0xd9]);
    bytes.extend(b"appended: Exif\0\0 and a film");
    bytes
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

#[test]
fn a_jpeg_keeps_its_picture_its_colours_and_which_way_up_it_is() {
    for order in [Order::Big, Order::Little] {
        let photo = photo(order);
        let cleaned = without_notes(&photo).unwrap();
        for gone in
            [&b"GPS"[..], b"MPF", b"Photoshop", b"taken", b"appended", &4242u32.to_be_bytes(), &4242u32.to_le_bytes()]
        {
            assert!(holds(&photo, gone) || gone.len() == 4, "{gone:?}");
            assert!(!holds(&cleaned, gone), "{gone:?}");
        }
        assert!(holds(&cleaned, b"JFIF") && holds(&cleaned, b"ICC_PROFILE"));
        assert!(cleaned.ends_with(&[1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4, 0xff, 0xd9]));
        let at = cleaned.windows(6).position(|six| six == b"Exif\0\0").unwrap();
        assert_eq!(orientation_of(&cleaned[at + 6..]), Some(6));
        assert_eq!(without_notes(&cleaned).unwrap(), cleaned, "a second time changes nothing");
    }
}

#[test]
fn a_broken_jpeg_goes_only_without_notes() {
    let photo = photo(Order::Big);
    let shown = photo.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap() + 10;
    for cut in [30, 60, 120, 200, shown - 5] {
        let broken = &photo[..cut];
        assert_eq!(without_notes(broken).is_none(), is_noted(broken), "{cut}");
    }
    assert!(
        without_notes(&photo[..shown + 4])
            .is_some_and(|kept| kept.ends_with(&[1, 2, 0xff, 0x00]) && !is_noted(&kept[40..]))
    );
    let plain = [0xff, 0xd8, 0xff, 0xdb, 0, 9];
    assert_eq!(without_notes(&plain).unwrap(), plain.as_slice());
}

#[test]
fn a_png_loses_its_texts_and_what_follows_it() {
    let chunk = |kind: &[u8], data: &[u8]| {
        [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], kind, data, b"crc!"].concat()
    };
    let (head, data, end) = (chunk(b"IHDR", &[0; 13]), chunk(b"IDAT", b"pixels"), chunk(b"IEND", b""));
    let notes = [chunk(b"tEXt", b"Author\0Jane"), chunk(b"iTXt", b"XML"), chunk(b"eXIf", b"MM\0*")].concat();
    let bytes = [PNG, &head, &notes, &data, &end, b"appended"].concat();
    assert_eq!(without_notes(&bytes).unwrap(), [PNG, &head, &data, &end].concat());
    assert!(without_notes(&bytes[..bytes.len() - 20]).is_none());
}

#[test]
fn a_webp_loses_its_notes_and_says_so() {
    let chunk = |kind: &[u8], data: &[u8]| {
        let mut bytes = [kind, &u32::try_from(data.len()).unwrap().to_le_bytes()[..], data].concat();
        bytes.extend(vec![0; data.len() % 2]);
        bytes
    };
    let riff = |chunks: &[Vec<u8>]| {
        let body = [b"WEBP".to_vec(), chunks.concat()].concat();
        [b"RIFF", &u32::try_from(body.len()).unwrap().to_le_bytes()[..], &body].concat()
    };
    let head = |flags: u8| chunk(b"VP8X", &[flags, 0, 0, 0, 1, 0, 0, 1, 0, 0]);
    let picture = chunk(b"VP8 ", b"pixel");
    let bytes = riff(&[head(0x2c), picture.clone(), chunk(b"EXIF", &exif(Order::Big)), chunk(b"XMP ", b"<x:xmpmeta>")]);
    assert_eq!(without_notes(&bytes).unwrap(), riff(&[head(0x20), picture]));
}

#[test]
fn the_place_in_a_heic_is_blanked_where_it_stands() {
    for order in [Order::Big, Order::Little] {
        let bytes = [b"\0\0\0\x18ftypheic....", &b"Exif\0\0"[..], &exif(order), b"pixels"].concat();
        let cleaned = without_notes(&bytes).unwrap();
        assert_eq!(cleaned.len(), bytes.len());
        assert!(cleaned.ends_with(b"pixels"));
        assert!(!holds(&cleaned, &4242u32.to_be_bytes()) && !holds(&cleaned, &4242u32.to_le_bytes()));
        assert_eq!(orientation_of(&cleaned[cleaned.len() - 6 - exif(order).len()..]), Some(6));
    }
}

#[test]
fn whatever_the_bytes_nothing_breaks_and_other_files_stay_as_they_are() {
    let photo = photo(Order::Little);
    for at in 0..photo.len() {
        let mut spoilt = photo.clone();
        for byte in [0, 0xff, 0xd9, 0x80] {
            spoilt[at] = byte;
            let _ = without_notes(&spoilt);
        }
        let _ = without_notes(&photo[..at]);
    }
    for other in [&b"%PDF-1.7 Exif\0\0"[..], b"", b"RIFF", b"\xff\xd8"] {
        assert_eq!(without_notes(other).unwrap(), other);
    }
}
