//! The description of the API (OpenAPI 3.1), made from the same tables that serve it, and the test that it is up to date.
//!
//! It is made by tests only: the program carries the text, packed, and neither utoipa nor the sentences of the tables.

use super::endpoint::Answers;
use super::endpoint::Endpoint;
use super::endpoint::Input;
use super::endpoint::Method;
use super::endpoint::Run;
use super::endpoint::Takes;
use super::listing;
use super::table;
use crate::models::api_resource::Field;
use crate::models::api_resource::Kind;
use crate::models::api_resource::Narrowing;
use crate::models::api_resource::Resource;
use crate::services::api::reading;
use serde_json::Value;
use serde_json::json;
use utoipa::openapi::ArrayBuilder;
use utoipa::openapi::ComponentsBuilder;
use utoipa::openapi::ContentBuilder;
use utoipa::openapi::HttpMethod;
use utoipa::openapi::InfoBuilder;
use utoipa::openapi::KnownFormat;
use utoipa::openapi::ObjectBuilder;
use utoipa::openapi::OpenApi;
use utoipa::openapi::OpenApiBuilder;
use utoipa::openapi::Paths;
use utoipa::openapi::Ref;
use utoipa::openapi::RefOr;
use utoipa::openapi::Required;
use utoipa::openapi::Response;
use utoipa::openapi::ResponseBuilder;
use utoipa::openapi::Schema;
use utoipa::openapi::SchemaFormat;
use utoipa::openapi::SecurityRequirement;
use utoipa::openapi::ServerBuilder;
use utoipa::openapi::Type;
use utoipa::openapi::path::Operation;
use utoipa::openapi::path::OperationBuilder;
use utoipa::openapi::path::Parameter;
use utoipa::openapi::path::ParameterBuilder;
use utoipa::openapi::path::ParameterIn;
use utoipa::openapi::path::ParameterStyle;
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::AdditionalProperties;
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::security::HttpAuthScheme;
use utoipa::openapi::security::HttpBuilder;
use utoipa::openapi::security::SecurityScheme;

const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/src/http/api/docs/openapi.json"
);
const ABOUT: &str = "The back office of a Telegram operator. Make a key in the chat (Configuration, API), exchange it at \
/auth/token, and send the access token as `Authorization: Bearer`. A key may do what its owner may, within its scopes. \
Instants are RFC 3339 in UTC, money is in minor units with its currency, ids of people are Telegram's. Lists begin with \
the newest; `next_cursor` leads on. Every POST but signing in needs an `Idempotency-Key`: the same one is never carried out twice. \
A tenth of a key's requests per minute may come at once. \
Problems are told as RFC 9457; `code` is for programs, `detail` for people.";

/// What each status means, beside the one of success.
const PROBLEMS: &[(u16, &str)] = &[
    (400, "The request cannot be read."),
    (401, "No access token, or none that is good."),
    (403, "The key, or its owner, may not do that."),
    (
        404,
        "There is nothing of that number, or nothing that the key may see.",
    ),
    (405, "The path takes other methods."),
    (408, "The body did not come in time."),
    (409, "As things stand it cannot be done; `code` says why."),
    (413, "The body is too large."),
    (415, "The body is no JSON."),
    (
        422,
        "Something in the request is not as described; `errors` says what.",
    ),
    (
        429,
        "Too many requests: `Retry-After` says how long to wait.",
    ),
    (503, "It cannot be done just now: ask again later."),
];

/// The whole description.
fn document() -> OpenApi {
    let mut paths = Paths::new();
    let mut components = ComponentsBuilder::new()
        .security_scheme(
            "bearer",
            SecurityScheme::Http(
                HttpBuilder::new()
                    .scheme(HttpAuthScheme::Bearer)
                    .bearer_format("JWT")
                    .build(),
            ),
        )
        .schema("Problem", problem());
    for (status, meaning) in PROBLEMS {
        components = components.response(problem_name(*status), failure(meaning));
    }
    for endpoint in table::endpoints() {
        let operation = operation(&endpoint);
        let method = match endpoint.method {
            Method::Get => HttpMethod::Get,
            Method::Post => HttpMethod::Post,
            Method::Put => HttpMethod::Put,
            Method::Patch => HttpMethod::Patch,
            Method::Delete => HttpMethod::Delete,
        };
        paths.add_path_operation(endpoint.full_path(), vec![method], operation);
        if let Answers::Row(resource) | Answers::New(resource) | Answers::Page(resource) =
            endpoint.answers
        {
            components = components.schema(resource.title, row(resource));
        }
    }
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Portero")
                .version("1")
                .description(Some(ABOUT))
                .build(),
        )
        .servers(Some([ServerBuilder::new().url("/api/v1").build()]))
        .paths(paths)
        .components(Some(components.build()))
        .security(Some([SecurityRequirement::new(
            "bearer",
            Vec::<String>::new(),
        )]))
        .build()
}

fn operation(endpoint: &Endpoint) -> Operation {
    let path = endpoint.full_path();
    let tag = path.split('/').nth(1).unwrap_or_default().to_owned();
    let mut operation = OperationBuilder::new()
        .tag(tag)
        .operation_id(Some(operation_id(endpoint)))
        .summary(Some(endpoint.summary))
        .response(endpoint.answers.status().to_string(), success(endpoint));
    if let Some(needs) = endpoint.needs {
        operation = operation.description(Some(format!("Needs the scope `{}`.", needs.name())));
    }
    for parameter in parameters(endpoint) {
        operation = operation.parameter(parameter);
    }
    if !endpoint.inputs.is_empty() {
        let is_needed = endpoint.inputs.iter().any(|input| input.is_required);
        let body = RequestBodyBuilder::new()
            .content(
                "application/json",
                ContentBuilder::new()
                    .schema(Some(body(endpoint.inputs)))
                    .build(),
            )
            .required(Some(if is_needed {
                Required::True
            } else {
                Required::False
            }));
        operation = operation.request_body(Some(body.build()));
    }
    if endpoint.method == Method::Get {
        operation = operation.response("304", Response::new("What the sender knows is still so."));
    }
    for (status, _) in PROBLEMS {
        let named = Ref::from_response_name(problem_name(*status));
        operation = operation.response(status.to_string(), named);
    }
    if matches!(endpoint.run, Run::Open(_)) {
        operation = operation.securities(Some([SecurityRequirement::default()]));
    }
    operation.build()
}

/// `Problem404`.
fn problem_name(status: u16) -> String {
    format!("Problem{status}")
}

/// `get_users`, `get_users_id`, `post_users_id_ban`.
fn operation_id(endpoint: &Endpoint) -> String {
    let path = endpoint.full_path();
    let words = path.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    format!(
        "{}_{}",
        endpoint.method.name().to_lowercase(),
        words.join("_")
    )
}

fn success(endpoint: &Endpoint) -> Response {
    let schema: Option<RefOr<Schema>> = match endpoint.answers {
        Answers::Page(resource) => Some(page(resource).into()),
        Answers::Row(resource) | Answers::New(resource) => {
            Some(Ref::from_schema_name(resource.title).into())
        }
        Answers::Object(fields) | Answers::NewObject(fields) => Some(object(fields, true).into()),
        Answers::Accepted => {
            let under_way = ObjectBuilder::new().property(
                "is_under_way",
                ObjectBuilder::new().schema_type(Type::Boolean),
            );
            Some(Schema::from(under_way).into())
        }
        Answers::Nothing => None,
    };
    let told = ResponseBuilder::new().description("It went well.");
    match schema {
        Some(schema) => told
            .content(
                "application/json",
                ContentBuilder::new().schema(Some(schema)).build(),
            )
            .build(),
        None => told.build(),
    }
}

fn failure(meaning: &str) -> Response {
    let schema = Ref::from_schema_name("Problem");
    ResponseBuilder::new()
        .description(meaning)
        .content(
            "application/problem+json",
            ContentBuilder::new().schema(Some(schema)).build(),
        )
        .build()
}

fn parameters(endpoint: &Endpoint) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    let path = endpoint.full_path();
    for part in path.split('/').filter_map(|part| part.strip_prefix('{')) {
        let name = part.trim_end_matches('}');
        let schema = if name == "id" { integer() } else { text() };
        parameters.push(parameter(
            name,
            ParameterIn::Path,
            schema.into(),
            "Of what is meant.",
        ));
    }
    let query = |name: &str, schema: Schema, doc: &str| {
        parameter(name, ParameterIn::Query, schema.into(), doc)
    };
    if let Run::List(resource) | Run::Show(resource) = endpoint.run {
        parameters.push(chosen_fields(resource));
        if matches!(endpoint.run, Run::List(_)) {
            let limit = ObjectBuilder::new()
                .schema_type(Type::Integer)
                .minimum(Some(1))
                .maximum(Some(listing::MOST_ROWS))
                .default(Some(listing::USUAL_ROWS.into()));
            parameters.push(query("limit", limit.into(), "Rows of a page."));
            let order = words(["desc", "asc"].into_iter(), false);
            parameters.push(query(
                "order",
                order,
                "By the id: newest first, or oldest first.",
            ));
            parameters.push(query("cursor", text(), "`next_cursor` of the page before."));
            parameters.extend(filters(resource));
        }
    }
    let is_renewing = endpoint.path == "/auth/refresh";
    if endpoint.method == Method::Post && (matches!(endpoint.run, Run::Act(_)) || is_renewing) {
        let name = ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some("^[!-~]{1,255}$"));
        parameters.push(
            ParameterBuilder::new()
                .name("Idempotency-Key")
                .parameter_in(ParameterIn::Header)
                .required(if is_renewing {
                    Required::False
                } else {
                    Required::True
                })
                .description(Some(
                    "A random text such as a UUID: the same one is never carried out twice.",
                ))
                .schema(Some(Schema::from(name)))
                .build(),
        );
    }
    parameters
}

/// Names of fields, comma separated.
fn chosen_fields(resource: &Resource) -> Parameter {
    let names = words(resource.fields.iter().map(|field| field.name), false);
    let mut parameter = parameter(
        "fields",
        ParameterIn::Query,
        Schema::from(
            ArrayBuilder::new()
                .items(RefOr::T(names))
                .min_items(Some(1)),
        )
        .into(),
        "Fields to answer, comma separated; left out, all.",
    );
    parameter.style = Some(ParameterStyle::Form);
    parameter.explode = Some(false);
    parameter
}

fn filters(resource: &Resource) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    for field in resource.fields {
        let schema = RefOr::from(field_schema(&Field {
            may_be_null: false,
            ..*field
        }));
        let mut add = |name: String, schema: RefOr<Schema>| {
            parameters.push(parameter(&name, ParameterIn::Query, schema, field.doc));
        };
        match field.narrowing {
            Narrowing::No => {}
            Narrowing::Equal => add(field.name.to_owned(), schema),
            Narrowing::Range => {
                add(format!("{}_from", field.name), schema.clone());
                add(format!("{}_to", field.name), schema);
            }
        }
    }
    parameters
}

fn parameter(name: &str, place: ParameterIn, schema: RefOr<Schema>, doc: &str) -> Parameter {
    let required = match place == ParameterIn::Path {
        true => Required::True,
        false => Required::False,
    };
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(required)
        .description(Some(doc))
        .schema(Some(schema))
        .build()
}

fn body(inputs: &[Input]) -> Schema {
    let mut object =
        ObjectBuilder::new().additional_properties(Some(AdditionalProperties::FreeForm(false)));
    for input in inputs {
        object = object.property(input.name, input_schema(input));
        if input.is_required {
            object = object.required(input.name);
        }
    }
    object.into()
}

fn input_schema(input: &Input) -> Schema {
    let of = |one: Type| match input.may_be_null {
        true => SchemaType::from_iter([one, Type::Null]),
        false => SchemaType::from(one),
    };
    let object = ObjectBuilder::new().description(Some(input.doc));
    match input.takes {
        Takes::Text(most) => object
            .schema_type(of(Type::String))
            .min_length(Some(1))
            .max_length(Some(most as usize))
            .into(),
        Takes::Int(least, most) => object
            .schema_type(of(Type::Integer))
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .minimum(Some(least))
            .maximum(Some(most))
            .into(),
        Takes::Bool => object.schema_type(of(Type::Boolean)).into(),
        Takes::Instant => object
            .schema_type(of(Type::String))
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .into(),
        Takes::OneOf(list) => words(list.split('|'), input.may_be_null),
        Takes::Texts(most) => ArrayBuilder::new()
            .description(Some(input.doc))
            .items(
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .min_length(Some(1))
                    .max_length(Some(200)),
            )
            .max_items(Some(most as usize))
            .into(),
        Takes::Numbers => of_names(
            object,
            ObjectBuilder::new()
                .schema_type(Type::Integer)
                .minimum(Some(1)),
        ),
        Takes::Words => of_names(
            object,
            ObjectBuilder::new()
                .schema_type(Type::String)
                .max_length(Some(2_000)),
        ),
    }
}

fn of_names(object: ObjectBuilder, value: ObjectBuilder) -> Schema {
    object
        .additional_properties(Some(AdditionalProperties::RefOr(
            Schema::from(value).into(),
        )))
        .into()
}

fn page(resource: &Resource) -> Schema {
    let cursor =
        ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Null]));
    ObjectBuilder::new()
        .property(
            "items",
            ArrayBuilder::new().items(Ref::from_schema_name(resource.title)),
        )
        .property("next_cursor", cursor)
        .required("items")
        .required("next_cursor")
        .into()
}

/// A row; `fields` may leave any of it out.
fn row(resource: &Resource) -> Schema {
    match object(resource.fields, false) {
        Schema::Object(mut object) => {
            object.description = Some(resource.doc.to_owned());
            Schema::Object(object)
        }
        other => other,
    }
}

fn object(fields: &[Field], is_whole: bool) -> Schema {
    let mut object =
        ObjectBuilder::new().additional_properties(Some(AdditionalProperties::FreeForm(false)));
    for field in fields {
        object = object.property(field.name, field_schema(field));
        if is_whole {
            object = object.required(field.name);
        }
    }
    object.into()
}

fn field_schema(field: &Field) -> Schema {
    let of = |one: Type| match field.may_be_null {
        true => SchemaType::from_iter([one, Type::Null]),
        false => SchemaType::from(one),
    };
    let object = ObjectBuilder::new().description(Some(field.doc));
    match field.kind {
        Kind::Int => object
            .schema_type(of(Type::Integer))
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .into(),
        Kind::Text => object.schema_type(of(Type::String)).into(),
        Kind::Bool => object.schema_type(of(Type::Boolean)).into(),
        Kind::Instant => object
            .schema_type(of(Type::String))
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .into(),
        Kind::OneOf(_) => words(field.kind.words(), field.may_be_null),
        Kind::Texts => ArrayBuilder::new()
            .description(Some(field.doc))
            .items(ObjectBuilder::new().schema_type(Type::String))
            .into(),
        Kind::Json => object.schema_type(SchemaType::AnyValue).into(),
    }
}

fn words(list: impl Iterator<Item = &'static str>, may_be_null: bool) -> Schema {
    let mut values: Vec<Value> = list.map(Value::from).collect();
    let mut kinds = vec![Type::String];
    if may_be_null {
        values.push(Value::Null);
        kinds.push(Type::Null);
    }
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter(kinds))
        .enum_values(Some(values))
        .into()
}

fn integer() -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .into()
}

fn text() -> Schema {
    ObjectBuilder::new().schema_type(Type::String).into()
}

fn problem() -> Schema {
    let part = |doc: &str| {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(doc))
    };
    let error = ObjectBuilder::new()
        .property("field", part("Which part of the request."))
        .property("message", part("What is wrong about it."))
        .required("field")
        .required("message");
    ObjectBuilder::new()
        .property("type", part("A name for the kind of problem."))
        .property("title", part("What the status means."))
        .property("status", integer())
        .property("code", part("The same name, shorter."))
        .property(
            "detail",
            part("For people, in the language of Accept-Language."),
        )
        .property("request_id", part("Also in X-Request-Id and in the log."))
        .property("errors", ArrayBuilder::new().items(error))
        .required("type")
        .required("title")
        .required("status")
        .required("code")
        .required("detail")
        .required("request_id")
        .into()
}

#[test]
fn the_description_is_that_of_the_tables() {
    let made = document().to_pretty_json().expect("JSON") + "\n";
    if std::env::var("INSTA_UPDATE").is_ok_and(|value| value == "always") {
        std::fs::write(FILE, &made).expect("written");
    }
    let kept = std::fs::read_to_string(FILE).expect("the file is there");
    assert!(
        made == kept,
        "out of date: run  INSTA_UPDATE=always cargo test --lib the_description"
    );
}

#[test]
fn every_endpoint_is_described() {
    let document = serde_json::to_value(document()).expect("JSON");
    let mut ids = std::collections::HashSet::new();
    for endpoint in table::endpoints() {
        let path = endpoint.full_path();
        let method = endpoint.method.name().to_lowercase();
        let told = &document["paths"][&path][&method];
        assert!(
            ids.insert(operation_id(&endpoint)),
            "{method} {path} is there twice"
        );
        let summary = told["summary"].as_str().unwrap_or_default();
        assert!(
            summary.len() > 10 && summary.ends_with('.'),
            "{method} {path}: {summary}"
        );
        for input in endpoint.inputs {
            assert!(input.doc.ends_with('.'), "{method} {path} {}", input.name);
        }
        let status = endpoint.answers.status().to_string();
        assert!(told["responses"][&status].is_object(), "{method} {path}");
        let acts = matches!(endpoint.run, Run::Act(_)) || path.ends_with("/auth/refresh");
        let needs_name = endpoint.method == Method::Post && acts;
        let names = told["parameters"].as_array().cloned().unwrap_or_default();
        let has_name = names
            .iter()
            .any(|one| one["name"] == json!("Idempotency-Key"));
        assert_eq!(needs_name, has_name, "{method} {path}");
    }
    assert!(ids.len() > 60 && reading::resources().len() > 25);
}
