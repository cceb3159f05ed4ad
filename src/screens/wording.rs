//! The operator's own words in place of the house's: the one place where their variables get values.

use crate::models::Variable;
use crate::models::Words;
use crate::utils::html;
use crate::utils::template;

/// The most characters of a message as Telegram counts them.
const MESSAGE_UNITS: usize = 4_096;

/// The own words with their variables filled; `None` if there are none, or they cannot be used: then the house's own
/// words are said.
pub fn own(words: &Words, values: &[(Variable, String)]) -> Option<String> {
    let own = words.own.as_ref()?;
    let value = |name: &str| {
        let name = name.to_lowercase().replace('í', "i").replace('ó', "o");
        if Variable::Name.names().contains(&name.as_str()) {
            return Some(html::name(&own.name));
        }
        if Variable::Channel.names().contains(&name.as_str()) {
            return Some(html::name(&own.channel));
        }
        values
            .iter()
            .find(|(variable, _)| variable.names().contains(&name.as_str()))
            .map(|(_, value)| value.clone())
    };
    template::fill(&own.html, value).filter(|text| html::visible_units(text) <= MESSAGE_UNITS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::Wording;

    fn words(html: &str) -> Words {
        Words {
            own: Some(Wording {
                html: html.to_owned(),
                name: "<Ana>".into(),
                channel: "VIP & más".into(),
            }),
            ..Words::default()
        }
    }

    #[test]
    fn values_are_escaped_and_a_text_without_a_value_falls_back() {
        let date = [(Variable::Date, "1 <mayo>".to_owned())];
        let text = own(&words("<b>{nombre}</b>: {CANAL}, {date}"), &date);
        assert_eq!(
            text.as_deref(),
            Some("<b>&lt;Ana&gt;</b>: VIP &amp; más, 1 &lt;mayo&gt;")
        );
        assert_eq!(own(&words("{queda}"), &date), None);
        assert_eq!(own(&words(&"x".repeat(4_097)), &date), None);
        assert_eq!(own(&Words::default(), &date), None);
    }
}
